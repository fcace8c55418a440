/**
 * Messages of PostgreSQL in Ukrainian. Source: src/backend/po/uk.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const uk = {
  'foreign key constraint "%s" cannot be implemented':
    'обмеження зовнішнього ключа "%s" не можна реалізувати',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Стовпці ключа "%s" і "%s" містять несумісні типи: %s і %s.',
  'constraint "%s" for relation "%s" already exists': 'обмеження "%s" відношення "%s" вже існує',
  'column "%s" of relation "%s" already exists': 'стовпець "%s" відношення "%s" вже існує',
  'relation "%s" already exists': 'відношення "%s" вже існує',
  'type "%s" already exists': 'тип "%s" вже існує',
  'schema "%s" already exists': 'схема "%s" вже існує',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'у цільовій зовнішній таблиці "%s" немає обмеження унікальності, відповідного даним ключам',
  'there is no primary key for referenced table "%s"':
    'у цільовій зовнішній таблиці "%s" немає первинного ключа',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'використовувати затримане обмеження унікальності в цільовій зовнішній таблиці "%s" не можна',
  'cannot use a deferrable primary key for referenced table "%s"':
    'використовувати затримуваний первинний ключ в цільовій зовнішній таблиці "%s" не можна',
  'could not create unique index "%s"': 'не вдалося створити унікальний індекс "%s"',
  'duplicate key value violates unique constraint "%s"':
    'повторювані значення ключа порушують обмеження унікальності "%s"',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: досягнено максимального значення послідовності "%s" (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'число стовпців в джерелі і призначенні зовнішнього ключа не збігається',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'insert або update в таблиці "%s" порушує обмеження зовнішнього ключа "%s"',
  'Key (%s)=(%s) is not present in table "%s".': 'Ключ (%s)=(%s) не присутній в таблиці "%s".',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'update або delete в таблиці "%s" порушує обмеження зовнішнього ключа "%s" таблиці "%s"',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'На ключ (%s)=(%s) все ще є посилання в таблиці "%s".',
  'column "%s" of relation "%s" contains null values':
    'стовпець "%s" відношення "%s" містить null значення',
  'column "%s" of table "%s" contains null values':
    'стовпець "%s" таблиці "%s" містить значення NULL',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'null значення в стовпці "%s" відношення "%s" порушує not-null обмеження',
  'relation "%s" does not exist': 'відношення "%s" не існує',
  'table "%s" does not exist': 'таблиця "%s" не існує',
  'schema "%s" does not exist': 'схема "%s" не існує',
  'column "%s" referenced in foreign key constraint does not exist':
    'стовпець "%s", вказаний в обмеженні зовнішнього ключа, не існує',
  'column "%s" of relation "%s" does not exist': 'стовпець "%s" зв\'язку "%s" не існує',
  'column "%s" does not exist': 'стовпця "%s" не існує',
  'column "%s" named in key does not exist': 'вказаний у ключі стовпець "%s" не існує',
  'constraint "%s" of relation "%s" does not exist': 'обмеження "%s" відношення "%s" не існує',
  'constraint "%s" for table "%s" does not exist': 'індексу "%s" для таблиці "%s" не існує',
  'index "%s" does not exist': 'індекс "%s" не існує',
  'type "%s" does not exist': 'тип "%s" не існує',
  'referenced relation "%s" is not a table': 'вказане відношення "%s" не є таблицею',
  'foreign key constraints are not supported on foreign tables':
    'обмеження зовнішнього ключа для сторонніх таблиць не підтримуються',
  'cannot drop %s because other objects depend on it':
    "неможливо видалити %s, тому що від нього залежать інші об'єкти",
  'cannot drop desired object(s) because other objects depend on them':
    "не можна видалити бажаний(-і) об'єкт(-и) тому, що інші об'єкти залежні від нього(них)",
  'cannot drop %s because %s requires it': 'не вдалося видалити %s, оскільки %s потребує його',
  '%s depends on %s': '%s залежить від %s',
  '%s depends on column "%s"': '%s залежить від стовпця "%s"',
  'cannot alter type of a column used by a view or rule':
    'змінити тип стовпця, залученого в поданні або правилі, не можна',
  'cannot alter type of a column used in a policy definition':
    'неможливо змінити тип стовпця, що використовується у визначенні політики',
  'cannot alter type of a column used in a trigger definition':
    'неможливо змінити тип стовпця, що використовується у визначенні тригеру',
  'cannot alter type of a column used by a function or procedure':
    'неможливо змінити тип стовпця, який використовується функцією або процедурою',
  'cannot alter type of a column used by a publication WHERE clause':
    'неможливо змінити тип стовпця, який використовується публікацією в реченні WHERE',
  'cannot alter type of a column used by a generated column':
    'змінити тип стовпця, який використовується згенерованим стовпцем, не можна',
  'Column "%s" is used by generated column "%s".':
    'Стовпець "%s" використовується згенерованим стовпцем "%s".',
  'cannot truncate a table referenced in a foreign key constraint':
    'скоротити таблицю, на яку посилається зовнішній ключ, не можливо',
  'Table "%s" references "%s".': 'Таблиця "%s" посилається на "%s".',
  'column "%s" cannot be cast automatically to type %s':
    'стовпець "%s" не можна автоматично привести до типу %s',
  'default for column "%s" cannot be cast automatically to type %s':
    'значення за замовчуванням для стовпця "%s" не можна автоматично привести до типу %s',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'результати речення USING для стовпця "%s" не можна автоматично наведено для типу %s',
  'cannot cast type %s to %s': 'неможливо транслювати тип %s в %s',
  'cannot use subquery in transform expression':
    'у виразі перетворення не можна використовувати підзапити',
  'column "%s" is of type %s but default expression is of type %s':
    'стовпець "%s" має тип %s, але тип виразу за замовчуванням %s',
  'column "%s" is of type %s but expression is of type %s': 'стовпець "%s" має тип %s, а вираз %s',
  'operator does not exist: %s': 'оператор не існує: %s',
  'invalid input syntax for type %s: "%s"': 'неприпустимий синтаксис для типу %s: "%s"',
  'invalid input value for enum %s: "%s"': 'неприпустиме вхідне значення для переліку %s: "%s"',
  'value "%s" is out of range for type %s': 'значення "%s" поза діапазоном для типу %s',
  'integer out of range': 'ціле число поза діапазоном',
  'bigint out of range': 'bigint поза діапазоном',
  'smallint out of range': 'двобайтове ціле поза діапазоном',
  'value too long for type character varying(%d)':
    'значення занадто довге для типу character varying(%d)',
  'date/time field value out of range: "%s"': 'значення поля типу дата/час поза діапазоном: "%s"',
  'must be owner of table %s': 'треба бути власником таблиці %s',
  'must be owner of relation %s': 'треба бути власником відношення %s',
  'must be owner of type %s': 'треба бути власником типу %s',
  'permission denied for table %s': 'немає дозволу для таблиці %s',
  'permission denied for schema %s': 'немає дозволу для схеми %s',
  'permission denied to set parameter "%s"': 'немає прав для встановлення параметру "%s"',
  'cannot %s "%s" because it has pending trigger events':
    'не можна виконати %s "%s",  тому що з цим об\'єктом зв\'язані очікуванні події тригерів',
  'constraints on permanent tables may reference only permanent tables':
    'обмеження в постійних таблицях можуть посилатись лише на постійні таблиці',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'обмеження в нежурнальованих таблицях можуть посилатись тільки на постійні або нежурналюємі таблиці',
  'constraints on temporary tables may reference only temporary tables':
    'обмеження в тимчасових таблицях можуть посилатись лише на тимчасові таблиці',
  'multiple primary keys for table "%s" are not allowed':
    'таблиця "%s" не може містити кілька первинних ключів',
  'identity column type must be smallint, integer, or bigint':
    'типом стовпця ідентифікації може бути тільки smallint, integer або bigint',
  'canceling statement due to lock timeout':
    'виконання оператора скасовано через тайм-аут блокування',
  'could not obtain lock on relation "%s"': 'не вдалося отримати блокування зв\'язку "%s"',
  'canceling statement due to statement timeout': 'виконання оператора скасовано через тайм-аут',
  'deadlock detected': 'виявлено взаємне блокування',
  'cannot execute %s in a read-only transaction':
    'не можна виконати %s в транзакції "лише для читання"',
  'current transaction is aborted, commands ignored until end of transaction block':
    'поточна транзакція перервана, команди до кінця блока транзакції пропускаються',
};
