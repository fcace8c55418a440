/**
 * Messages of PostgreSQL in Russian. Source: src/backend/po/ru.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const ru = {
  'foreign key constraint "%s" cannot be implemented':
    'ограничение внешнего ключа "%s" нельзя реализовать',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Столбцы ключа "%s" и "%s" имеют несовместимые типы: %s и %s.',
  'constraint "%s" for relation "%s" already exists':
    'ограничение "%s" для отношения "%s" уже существует',
  'column "%s" of relation "%s" already exists': 'столбец "%s" отношения "%s" уже существует',
  'relation "%s" already exists': 'отношение "%s" уже существует',
  'type "%s" already exists': 'тип "%s" уже существует',
  'schema "%s" already exists': 'схема "%s" уже существует',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'в целевой внешней таблице "%s" нет ограничения уникальности, соответствующего данным ключам',
  'there is no primary key for referenced table "%s"':
    'в целевой внешней таблице "%s" нет первичного ключа',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'использовать откладываемое ограничение уникальности в целевой внешней таблице "%s" нельзя',
  'cannot use a deferrable primary key for referenced table "%s"':
    'использовать откладываемый первичный ключ в целевой внешней таблице "%s" нельзя',
  'could not create unique index "%s"': 'создать уникальный индекс "%s" не удалось',
  'duplicate key value violates unique constraint "%s"':
    'повторяющееся значение ключа нарушает ограничение уникальности "%s"',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'функция nextval достигла максимума для последовательности "%s" (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'число столбцов в источнике и назначении внешнего ключа не совпадает',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'INSERT или UPDATE в таблице "%s" нарушает ограничение внешнего ключа "%s"',
  'Key (%s)=(%s) is not present in table "%s".': 'Ключ (%s)=(%s) отсутствует в таблице "%s".',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'UPDATE или DELETE в таблице "%s" нарушает ограничение внешнего ключа "%s" таблицы "%s"',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'На ключ (%s)=(%s) всё ещё есть ссылки в таблице "%s".',
  'column "%s" of relation "%s" contains null values':
    'столбец "%s" отношения "%s" содержит значения NULL',
  'column "%s" of table "%s" contains null values':
    'столбец "%s" таблицы "%s" содержит значения NULL',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'значение NULL в столбце "%s" отношения "%s" нарушает ограничение NOT NULL',
  'relation "%s" does not exist': 'отношение "%s" не существует',
  'table "%s" does not exist': 'таблица "%s" не существует',
  'schema "%s" does not exist': 'схема "%s" не существует',
  'column "%s" referenced in foreign key constraint does not exist':
    'столбец "%s", указанный в ограничении внешнего ключа, не существует',
  'column "%s" of relation "%s" does not exist': 'столбец "%s" в таблице "%s" не существует',
  'column "%s" does not exist': 'столбец "%s" не существует',
  'column "%s" named in key does not exist': 'указанный в ключе столбец "%s" не существует',
  'constraint "%s" of relation "%s" does not exist':
    'ограничение "%s" в таблице "%s" не существует',
  'constraint "%s" for table "%s" does not exist':
    'ограничение "%s" для таблицы "%s" не существует',
  'index "%s" does not exist': 'индекс "%s" не существует',
  'type "%s" does not exist': 'тип "%s" не существует',
  'referenced relation "%s" is not a table': 'указанный объект "%s" не является таблицей',
  'foreign key constraints are not supported on foreign tables':
    'ограничения внешнего ключа для сторонних таблиц не поддерживаются',
  'cannot drop %s because other objects depend on it':
    'удалить объект %s нельзя, так как от него зависят другие объекты',
  'cannot drop desired object(s) because other objects depend on them':
    'удалить запрошенные объекты нельзя, так как от них зависят другие объекты',
  'cannot drop %s because %s requires it': 'удалить объект %s нельзя, так как он нужен объекту %s',
  '%s depends on %s': '%s зависит от объекта %s',
  '%s depends on column "%s"': '%s зависит от столбца "%s"',
  'cannot alter type of a column used by a view or rule':
    'изменить тип столбца, задействованного в представлении или правиле, нельзя',
  'cannot alter type of a column used in a policy definition':
    'изменить тип столбца, задействованного в определении политики, нельзя',
  'cannot alter type of a column used in a trigger definition':
    'изменить тип столбца, задействованного в определении триггера, нельзя',
  'cannot alter type of a column used by a function or procedure':
    'изменить тип столбца, задействованного в функции или процедуре, нельзя',
  'cannot alter type of a column used by a publication WHERE clause':
    'изменить тип столбца, задействованного в заданном для публикации предложении WHERE, нельзя',
  'cannot alter type of a column used by a generated column':
    'изменить тип столбца, задействованного в генерируемом столбце, нельзя',
  'Column "%s" is used by generated column "%s".':
    'Столбец "%s" используется генерируемым столбцом "%s".',
  'cannot truncate a table referenced in a foreign key constraint':
    'опустошить таблицу, на которую ссылается внешний ключ, нельзя',
  'Table "%s" references "%s".': 'Таблица "%s" ссылается на "%s".',
  'column "%s" cannot be cast automatically to type %s':
    'столбец "%s" нельзя автоматически привести к типу %s',
  'default for column "%s" cannot be cast automatically to type %s':
    'значение по умолчанию для столбца "%s" нельзя автоматически привести к типу %s',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'результат USING для столбца "%s" нельзя автоматически привести к типу %s',
  'cannot cast type %s to %s': 'привести тип %s к %s нельзя',
  'cannot use subquery in transform expression':
    'нельзя использовать подзапрос в выражении преобразования',
  'column "%s" is of type %s but default expression is of type %s':
    'столбец "%s" имеет тип %s, но тип выражения по умолчанию %s',
  'column "%s" is of type %s but expression is of type %s':
    'столбец "%s" имеет тип %s, а выражение - %s',
  'operator does not exist: %s': 'оператор не существует: %s',
  'invalid input syntax for type %s: "%s"': 'неверный синтаксис для типа %s: "%s"',
  'invalid input value for enum %s: "%s"': 'неверное значение для перечисления %s: "%s"',
  'value "%s" is out of range for type %s': 'значение "%s" вне диапазона для типа %s',
  'integer out of range': 'целое вне диапазона',
  'bigint out of range': 'bigint вне диапазона',
  'smallint out of range': 'smallint вне диапазона',
  'value too long for type character varying(%d)':
    'значение не умещается в тип character varying(%d)',
  'date/time field value out of range: "%s"': 'значение поля типа date/time вне диапазона: "%s"',
  'must be owner of table %s': 'нужно быть владельцем таблицы %s',
  'must be owner of relation %s': 'нужно быть владельцем отношения %s',
  'must be owner of type %s': 'нужно быть владельцем типа %s',
  'permission denied for table %s': 'нет доступа к таблице %s',
  'permission denied for schema %s': 'нет доступа к схеме %s',
  'permission denied to set parameter "%s"': 'нет прав для изменения параметра "%s"',
  'cannot %s "%s" because it has pending trigger events':
    'нельзя выполнить %s "%s", так как с этим объектом связаны отложенные события триггеров',
  'constraints on permanent tables may reference only permanent tables':
    'ограничения в постоянных таблицах могут ссылаться только на постоянные таблицы',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'ограничения в нежурналируемых таблицах могут ссылаться только на постоянные или нежурналируемые таблицы',
  'constraints on temporary tables may reference only temporary tables':
    'ограничения во временных таблицах могут ссылаться только на временные таблицы',
  'multiple primary keys for table "%s" are not allowed':
    'таблица "%s" не может иметь несколько первичных ключей',
  'identity column type must be smallint, integer, or bigint':
    'типом столбца идентификации может быть только smallint, integer или bigint',
  'canceling statement due to lock timeout':
    'выполнение оператора отменено из-за тайм-аута блокировки',
  'could not obtain lock on relation "%s"': 'не удалось получить блокировку таблицы "%s"',
  'canceling statement due to statement timeout': 'выполнение оператора отменено из-за тайм-аута',
  'deadlock detected': 'обнаружена взаимоблокировка',
  'cannot execute %s in a read-only transaction':
    'в транзакции в режиме "только чтение" нельзя выполнить %s',
  'current transaction is aborted, commands ignored until end of transaction block':
    'текущая транзакция прервана, команды до конца блока транзакции игнорируются',
};
