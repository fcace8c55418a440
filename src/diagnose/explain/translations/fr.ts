/**
 * Messages of PostgreSQL in French. Source: src/backend/po/fr.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const fr = {
  'foreign key constraint "%s" cannot be implemented':
    'la contrainte de clé étrangère « %s » ne peut pas être implémentée',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Les colonnes clés « %s » et « %s » sont de types incompatibles : %s et %s.',
  'constraint "%s" for relation "%s" already exists':
    'la contrainte « %s » de la relation « %s » existe déjà',
  'column "%s" of relation "%s" already exists':
    'la colonne « %s » de la relation « %s » existe déjà',
  'relation "%s" already exists': 'la relation « %s » existe déjà',
  'type "%s" already exists': 'le type « %s » existe déjà',
  'schema "%s" already exists': 'le schéma « %s » existe déjà',
  'there is no unique constraint matching given keys for referenced table "%s"':
    "il n'existe aucune contrainte unique correspondant aux clés données pour la table « %s » référencée",
  'there is no primary key for referenced table "%s"':
    "il n'y a pas de clé primaire pour la table « %s » référencée",
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'ne peut pas utiliser une contrainte unique déferrable pour la table\nréférencée « %s »',
  'cannot use a deferrable primary key for referenced table "%s"':
    'ne peut pas utiliser une clé primaire déferrable pour la table « %s » référencée',
  'could not create unique index "%s"': "n'a pas pu créer l'index unique « %s »",
  'duplicate key value violates unique constraint "%s"':
    "la valeur d'une clé dupliquée rompt la contrainte unique « %s »",
  'number of referencing and referenced columns for foreign key disagree':
    'nombre de colonnes de référence et référencées pour la clé étrangère en désaccord',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'une instruction insert ou update sur la table « %s » viole la contrainte de clé\nétrangère « %s »',
  'Key (%s)=(%s) is not present in table "%s".':
    "La clé (%s)=(%s) n'est pas présente dans la table « %s ».",
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'UPDATE ou DELETE sur la table « %s » viole la contrainte de clé étrangère « %s » de la table « %s »',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'La clé (%s)=(%s) est toujours référencée à partir de la table « %s ».',
  'column "%s" of relation "%s" contains null values':
    'la colonne « %s » de la table « %s » contient des valeurs NULL',
  'column "%s" of table "%s" contains null values':
    'la colonne « %s » de la table « %s » contient des valeurs NULL',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'une valeur NULL viole la contrainte NOT NULL de la colonne « %s » dans la relation « %s »',
  'relation "%s" does not exist': "la relation « %s » n'existe pas",
  'table "%s" does not exist': "la table « %s » n'existe pas",
  'schema "%s" does not exist': "le schéma « %s » n'existe pas",
  'column "%s" referenced in foreign key constraint does not exist':
    "la colonne « %s » référencée dans la contrainte de clé étrangère n'existe pas",
  'column "%s" of relation "%s" does not exist':
    "la colonne « %s » de la relation « %s » n'existe pas",
  'column "%s" does not exist': "la colonne « %s » n'existe pas",
  'column "%s" named in key does not exist': "la colonne « %s » nommée dans la clé n'existe pas",
  'constraint "%s" of relation "%s" does not exist':
    "la contrainte « %s » de la relation « %s » n'existe pas",
  'constraint "%s" for table "%s" does not exist':
    "la contrainte « %s » de la table « %s » n'existe pas",
  'index "%s" does not exist': "l'index « %s » n'existe pas",
  'type "%s" does not exist': "le type « %s » n'existe pas",
  'referenced relation "%s" is not a table': "la relation référencée « %s » n'est pas une table",
  'foreign key constraints are not supported on foreign tables':
    'les clés étrangères ne sont pas supportées par les tables distantes',
  'cannot drop %s because other objects depend on it':
    "n'a pas pu supprimer %s car d'autres objets en dépendent",
  'cannot drop desired object(s) because other objects depend on them':
    "ne peut pas supprimer les objets désirés car d'autres objets en dépendent",
  'cannot drop %s because %s requires it': "n'a pas pu supprimer %s car il est requis par %s",
  '%s depends on %s': '%s dépend de %s',
  '%s depends on column "%s"': '%s dépend de la colonne « %s »',
  'cannot alter type of a column used by a view or rule':
    "ne peut pas modifier le type d'une colonne utilisée dans une vue ou une règle",
  'cannot alter type of a column used in a policy definition':
    "ne peut pas modifier le type d'une colonne utilisée dans la définition d'une politique",
  'cannot alter type of a column used in a trigger definition':
    "ne peut pas modifier le type d'une colonne utilisée dans la définition d'un trigger",
  'cannot alter type of a column used by a generated column':
    "ne peut pas modifier le type d'une colonne utilisée dans colonne générée",
  'Column "%s" is used by generated column "%s".':
    'La colonne « %s » est utilisée par la colonne générée « %s »',
  'cannot truncate a table referenced in a foreign key constraint':
    'ne peut pas tronquer une table référencée dans une contrainte de clé étrangère',
  'Table "%s" references "%s".': 'La table « %s » référence « %s ».',
  'column "%s" cannot be cast automatically to type %s':
    'la colonne « %s » ne peut pas être convertie vers le type %s',
  'default for column "%s" cannot be cast automatically to type %s':
    'la valeur par défaut de la colonne « %s » ne peut pas être convertie vers le\ntype %s automatiquement',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'le résultat de la clause USING pour la colonne « %s » ne peut pas être converti automatiquement vers le type %s',
  'cannot cast type %s to %s': 'ne peut pas convertir le type %s en %s',
  'cannot use subquery in transform expression':
    "ne peut pas utiliser une sous-requête dans l'expression de transformation",
  'column "%s" is of type %s but default expression is of type %s':
    "la colonne « %s » est de type %s alors que l'expression par défaut est de type %s",
  'column "%s" is of type %s but expression is of type %s':
    "la colonne « %s » est de type %s mais l'expression est de type %s",
  'operator does not exist: %s': "l'opérateur n'existe pas : %s",
  'invalid input syntax for type %s: "%s"': 'syntaxe en entrée invalide pour le type %s : « %s »',
  'invalid input value for enum %s: "%s"': 'valeur en entrée invalide pour le enum %s : « %s »',
  'value "%s" is out of range for type %s':
    'la valeur « %s » est en dehors des limites pour le type %s',
  'integer out of range': 'entier en dehors des limites',
  'bigint out of range': 'bigint en dehors des limites',
  'smallint out of range': 'smallint en dehors des limites',
  'value too long for type character varying(%d)':
    'valeur trop longue pour le type character varying(%d)',
  'date/time field value out of range: "%s"':
    'valeur du champ date/time en dehors des limites : « %s »',
  'must be owner of table %s': 'doit être le propriétaire de la table %s',
  'must be owner of relation %s': 'doit être le propriétaire de la relation %s',
  'must be owner of type %s': 'doit être le propriétaire du type %s',
  'permission denied for table %s': 'droit refusé pour la table %s',
  'permission denied for schema %s': 'droit refusé pour le schéma %s',
  'permission denied to set parameter "%s"': 'droit refusé pour initialiser le paramètre « %s »',
  'cannot %s "%s" because it has pending trigger events':
    'ne peut pas exécuter %s « %s » car il reste des événements sur les triggers',
  'constraints on permanent tables may reference only permanent tables':
    'les contraintes sur les tables permanentes peuvent seulement référencer des tables permanentes',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'les contraintes sur les tables non tracées peuvent seulement référencer des tables permanentes ou non tracées',
  'constraints on temporary tables may reference only temporary tables':
    'les contraintes sur des tables temporaires ne peuvent référencer que des\ntables temporaires',
  'multiple primary keys for table "%s" are not allowed':
    'les clés primaires multiples ne sont pas autorisées pour la table « %s »',
  'identity column type must be smallint, integer, or bigint':
    'le type de colonne identité doit être smallint, integer ou bigint',
  'canceling statement due to lock timeout':
    "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
  'could not obtain lock on relation "%s"': "n'a pas pu obtenir un verrou sur la relation « %s »",
  'canceling statement due to statement timeout':
    "annulation de la requête à cause du délai écoulé pour l'exécution de l'instruction",
  'deadlock detected': 'interblocage (deadlock) détecté',
  'cannot execute %s in a read-only transaction':
    'ne peut pas exécuter %s dans une transaction en lecture seule',
  'current transaction is aborted, commands ignored until end of transaction block':
    "la transaction est annulée, les commandes sont ignorées jusqu'à la fin du bloc\nde la transaction",
};
