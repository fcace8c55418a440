/**
 * Messages of PostgreSQL in Spanish. Source: src/backend/po/es.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const es = {
  'foreign key constraint "%s" cannot be implemented':
    'la restricción de llave foránea «%s» no puede ser implementada',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Las columnas llave «%s» y «%s» son de tipos incompatibles: %s y %s',
  'constraint "%s" for relation "%s" already exists':
    'la restricción «%s» para la relación «%s» ya existe',
  'column "%s" of relation "%s" already exists': 'ya existe la columna «%s» en la relación «%s»',
  'relation "%s" already exists': 'la relación «%s» ya existe',
  'type "%s" already exists': 'ya existe un tipo «%s»',
  'schema "%s" already exists': 'ya existe el esquema «%s»',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'no hay restricción unique que coincida con las columnas dadas en la tabla referida «%s»',
  'there is no primary key for referenced table "%s"':
    'no hay llave primaria para la tabla referida «%s»',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'no se puede usar una restricción unique postergable para la tabla referenciada «%s»',
  'cannot use a deferrable primary key for referenced table "%s"':
    'no se puede usar una llave primaria postergable para la tabla referenciada «%s»',
  'could not create unique index "%s"': 'no se pudo crear el índice único «%s»',
  'duplicate key value violates unique constraint "%s"':
    'llave duplicada viola restricción de unicidad «%s»',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: se alcanzó el máximo valor de la secuencia «%s» (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'el número de columnas referidas en la llave foránea no coincide con el número de columnas de referencia',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'inserción o actualización en la tabla «%s» viola la llave foránea «%s»',
  'Key (%s)=(%s) is not present in table "%s".':
    'La llave (%s)=(%s) no está presente en la tabla «%s».',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'update o delete en «%s» viola la llave foránea «%s» en la tabla «%s»',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'La llave (%s)=(%s) todavía es referida desde la tabla «%s».',
  'column "%s" of relation "%s" contains null values':
    'la columna «%s» de la relación «%s» contiene valores null',
  'column "%s" of table "%s" contains null values':
    'la columna «%s» de la tabla «%s» contiene valores null',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'el valor nulo en la columna «%s» de la relación «%s» viola la restricción de no nulo',
  'relation "%s" does not exist': 'no existe la relación «%s»',
  'table "%s" does not exist': 'no existe la tabla «%s»',
  'schema "%s" does not exist': 'no existe el esquema «%s»',
  'column "%s" referenced in foreign key constraint does not exist':
    'no existe la columna «%s» referida en la llave foránea',
  'column "%s" of relation "%s" does not exist': 'no existe la columna «%s» en la relación «%s»',
  'column "%s" does not exist': 'no existe la columna «%s»',
  'column "%s" named in key does not exist': 'no existe la columna «%s» en la llave',
  'constraint "%s" of relation "%s" does not exist':
    'no existe la restricción «%s» en la relación «%s»',
  'constraint "%s" for table "%s" does not exist':
    'no existe la restricción «%s» para la tabla «%s»',
  'index "%s" does not exist': 'no existe el índice «%s»',
  'type "%s" does not exist': 'no existe el tipo «%s»',
  'referenced relation "%s" is not a table': 'la relación referida «%s» no es una tabla',
  'foreign key constraints are not supported on foreign tables':
    'las restricciones de llave foránea no están soportadas en tablas foráneas',
  'cannot drop %s because other objects depend on it':
    'no se puede eliminar %s porque otros objetos dependen de él',
  'cannot drop desired object(s) because other objects depend on them':
    'no se puede eliminar el o los objetos deseados porque otros objetos dependen de ellos',
  'cannot drop %s because %s requires it': 'no se puede eliminar %s porque %s lo requiere',
  '%s depends on %s': '%s depende de %s',
  '%s depends on column "%s"': '%s depende de la columna «%s»',
  'cannot alter type of a column used by a view or rule':
    'no se puede alterar el tipo de una columna usada en una regla o vista',
  'cannot alter type of a column used in a policy definition':
    'no se puede alterar el tipo de una columna usada en una definición de política',
  'cannot alter type of a column used in a trigger definition':
    'no se puede alterar el tipo de una columna usada en una definición de trigger',
  'cannot alter type of a column used by a function or procedure':
    'no se puede alterar el tipo de una columna usada en una función o procedimiento',
  'cannot alter type of a column used by a publication WHERE clause':
    'no se puede alterar el tipo de una columna usada la cláusula WHERE de una publicación',
  'cannot alter type of a column used by a generated column':
    'no se puede alterar el tipo de una columna usada por una columna generada',
  'Column "%s" is used by generated column "%s".':
    'La columna «%s» es usada por la columna generada «%s».',
  'cannot truncate a table referenced in a foreign key constraint':
    'no se puede truncar una tabla referida en una llave foránea',
  'Table "%s" references "%s".': 'La tabla «%s» hace referencia a «%s».',
  'column "%s" cannot be cast automatically to type %s':
    'la columna «%s» no puede convertirse automáticamente al tipo %s',
  'default for column "%s" cannot be cast automatically to type %s':
    'el valor por omisión para la columna «%s» no puede ser convertido automáticamente al tipo %s',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'el resultado de la cláusula USING para la columna «%s» no puede ser convertido automáticamente al tipo %s',
  'cannot cast type %s to %s': 'no se puede convertir el tipo %s a %s',
  'cannot use subquery in transform expression':
    'no se puede usar una subconsulta en una expresión de transformación',
  'column "%s" is of type %s but default expression is of type %s':
    'la columna «%s» es de tipo %s pero la expresión default es de tipo %s',
  'column "%s" is of type %s but expression is of type %s':
    'la columna «%s» es de tipo %s pero la expresión es de tipo %s',
  'operator does not exist: %s': 'el operador no existe: %s',
  'invalid input syntax for type %s: "%s"':
    'la sintaxis de entrada no es válida para tipo %s: «%s»',
  'invalid input value for enum %s: "%s"':
    'la sintaxis de entrada no es válida para el enum %s: «%s»',
  'value "%s" is out of range for type %s': 'el valor «%s» está fuera de rango para el tipo %s',
  'integer out of range': 'entero fuera de rango',
  'bigint out of range': 'bigint fuera de rango',
  'smallint out of range': 'smallint fuera de rango',
  'value too long for type character varying(%d)':
    'el valor es demasiado largo para el tipo character varying(%d)',
  'date/time field value out of range: "%s"': 'valor de hora/fecha fuera de rango: «%s»',
  'must be owner of table %s': 'debe ser dueño de la tabla %s',
  'must be owner of relation %s': 'debe ser dueño de la relación %s',
  'must be owner of type %s': 'debe ser dueño del tipo %s',
  'permission denied for table %s': 'permiso denegado a la tabla %s',
  'permission denied for schema %s': 'permiso denegado al esquema %s',
  'permission denied to set parameter "%s"':
    'se ha denegado el permiso para cambiar la opción «%s»',
  'cannot %s "%s" because it has pending trigger events':
    'no se puede hacer %s en «%s» porque tiene eventos de disparador pendientes',
  'constraints on permanent tables may reference only permanent tables':
    'las restricciones en tablas permanentes sólo pueden hacer referencia a tablas permanentes',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'las restricciones en tablas «unlogged» sólo pueden hacer referencia a tablas permanentes o «unlogged»',
  'constraints on temporary tables may reference only temporary tables':
    'las restricciones en tablas temporales sólo pueden hacer referencia a tablas temporales',
  'multiple primary keys for table "%s" are not allowed':
    'no se permiten múltiples llaves primarias para la tabla «%s»',
  'identity column type must be smallint, integer, or bigint':
    'el tipo de columna de identidad debe ser smallint, integer o bigint',
  'canceling statement due to lock timeout':
    'cancelando la sentencia debido a que se agotó el tiempo de espera de candados (locks)',
  'could not obtain lock on relation "%s"': 'no se pudo bloquear un candado en la relación «%s»',
  'canceling statement due to statement timeout':
    'cancelando la sentencia debido a que se agotó el tiempo de espera de sentencias',
  'deadlock detected': 'se ha detectado un deadlock',
  'cannot execute %s in a read-only transaction':
    'no se puede ejecutar %s en una transacción de sólo lectura',
  'current transaction is aborted, commands ignored until end of transaction block':
    'transacción abortada, las órdenes serán ignoradas hasta el fin de bloque de transacción',
};
