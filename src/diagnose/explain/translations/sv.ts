/**
 * Messages of PostgreSQL in Swedish. Source: src/backend/po/sv.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const sv = {
  'foreign key constraint "%s" cannot be implemented':
    'främmande nyckelvillkor "%s" kan inte implementeras',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Nyckelkolumner "%s" och "%s" har inkompatibla typer %s och %s.',
  'constraint "%s" for relation "%s" already exists':
    'integritetsvillkor "%s" för relation "%s" finns redan',
  'column "%s" of relation "%s" already exists': 'kolumn "%s" i relation "%s" finns redan',
  'relation "%s" already exists': 'relationen "%s" finns redan',
  'type "%s" already exists': 'typen "%s" existerar redan',
  'schema "%s" already exists': 'schema "%s" finns redan',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'finns inget unique-villkor som matchar de givna nycklarna i den refererade tabellen "%s"',
  'there is no primary key for referenced table "%s"':
    'det finns ingen primärnyckel för refererad tabell "%s"',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'kan inte använda ett "deferrable" unikt integritetsvillkor för refererad tabell "%s"',
  'cannot use a deferrable primary key for referenced table "%s"':
    'kan inte använda en "deferrable" primärnyckel för refererad tabell "%s"',
  'could not create unique index "%s"': 'kunde inte skapa unikt index "%s"',
  'duplicate key value violates unique constraint "%s"':
    'duplicerat nyckelvärde bryter mot unik-villkor "%s"',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: har nått det maximala värdet för sekvensen "%s" (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'antalet refererande och refererade kolumner för främmande nyckel stämmer ej överens',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'insert eller update på tabell "%s" bryter mot främmande nyckel-villkoret "%s"',
  'Key (%s)=(%s) is not present in table "%s".': 'Nyckel (%s)=(%s) finns inte i tabellen "%s".',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'update eller delete på tabell "%s" bryter mot främmande nyckel-villkoret "%s" för tabell "%s"',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'Nyckeln (%s)=(%s) refereras fortfarande till från tabell "%s".',
  'column "%s" of relation "%s" contains null values':
    'kolumn "%s" i relation "%s" innehåller null-värden',
  'column "%s" of table "%s" contains null values':
    'kolumn "%s" i tabell "%s" innehåller null-värden',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'null-värde i kolumn "%s" i relation "%s" bryter mot not-null-villkoret',
  'relation "%s" does not exist': 'relationen "%s" existerar inte',
  'table "%s" does not exist': 'tabell "%s" finns inte',
  'schema "%s" does not exist': 'schema "%s" existerar inte',
  'column "%s" referenced in foreign key constraint does not exist':
    'kolumn "%s" som refereras till i främmande nyckelvillkor finns inte',
  'column "%s" of relation "%s" does not exist': 'kolumn "%s" i relation "%s" existerar inte',
  'column "%s" does not exist': 'kolumnen "%s" existerar inte',
  'column "%s" named in key does not exist': 'kolumn "%s" angiven i en nyckel existerar inte',
  'constraint "%s" of relation "%s" does not exist': 'villkor "%s" i relation "%s" finns inte',
  'constraint "%s" for table "%s" does not exist':
    'integritetsvillkor "%s" för tabell "%s" existerar inte',
  'index "%s" does not exist': 'index "%s" finns inte',
  'type "%s" does not exist': 'typen "%s" existerar inte',
  'referenced relation "%s" is not a table': 'refererad relation "%s" är inte en tabell',
  'foreign key constraints are not supported on foreign tables':
    'främmande nyckel-villkor stöds inte för främmande tabeller',
  'cannot drop %s because other objects depend on it':
    'kan inte ta bort %s eftersom andra objekt beror på den',
  'cannot drop desired object(s) because other objects depend on them':
    'kan inte ta bort önskade objekt eftersom andra objekt beror på dem',
  'cannot drop %s because %s requires it': 'kan inte ta bort %s eftersom %s behöver den',
  '%s depends on %s': '%s beror på %s',
  '%s depends on column "%s"': '%s beror på kolumn "%s"',
  'cannot alter type of a column used by a view or rule':
    'kan inte ändra typ på en kolumn som används av en vy eller en regel',
  'cannot alter type of a column used in a policy definition':
    'kan inte ändra typ på en kolumn som används av i en policydefinition',
  'cannot alter type of a column used in a trigger definition':
    'kan inte ändra typ på en kolumn som används i en triggerdefinition',
  'cannot alter type of a column used by a function or procedure':
    'kan inte ändra typ på en kolumn som används av en funktion eller procedur',
  'cannot alter type of a column used by a publication WHERE clause':
    'kan inte ändra typ på en kolumn som används av en publicerings WHERE-klausul',
  'cannot alter type of a column used by a generated column':
    'kan inte ändra typ på en kolumn som används av en genererad kolumn',
  'Column "%s" is used by generated column "%s".': 'Kolumn "%s" används av genererad kolumn "%s".',
  'cannot truncate a table referenced in a foreign key constraint':
    'kan inte trunkera en tabell som refererars till i ett främmande nyckelvillkor',
  'Table "%s" references "%s".': 'Tabell "%s" refererar till "%s".',
  'column "%s" cannot be cast automatically to type %s':
    'kolumn "%s" kan inte automatiskt typomvandlas till typ %s',
  'default for column "%s" cannot be cast automatically to type %s':
    '"default" för kolumn "%s" kan inte automatiskt typomvandlas till typ "%s"',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'resultatet av USING-klausul för kolumn "%s" kan inte automatiskt typomvandlas till typen %s',
  'cannot cast type %s to %s': 'kan inte omvandla typ %s till %s',
  'cannot use subquery in transform expression':
    'kan inte använda underfråga i transformeringsuttrycket',
  'column "%s" is of type %s but default expression is of type %s':
    'kolumn "%s" har typ %s men default-uttryck har typen %s',
  'column "%s" is of type %s but expression is of type %s':
    'kolumn "%s" har typ %s men uttrycket är av typ %s',
  'operator does not exist: %s': 'operator existerar inte: %s',
  'invalid input syntax for type %s: "%s"': 'ogiltig indatasyntax för type %s: "%s"',
  'invalid input value for enum %s: "%s"': 'ogiltigt indata-värde för enum %s: "%s"',
  'value "%s" is out of range for type %s': 'värdet "%s" är utanför giltigt intervall för typen %s',
  'integer out of range': 'heltal utanför giltigt intervall',
  'bigint out of range': 'bigint utanför sitt intervall',
  'smallint out of range': 'smallint utanför sitt intervall',
  'value too long for type character varying(%d)':
    'värdet för långt för typen character varying(%d)',
  'date/time field value out of range: "%s"': 'datum/tid-värde utanför giltigt område: "%s"',
  'must be owner of table %s': 'måste vara ägaren till tabellen %s',
  'must be owner of relation %s': 'måste vara ägaren till relationen %s',
  'must be owner of type %s': 'måste vara ägaren till typen %s',
  'permission denied for table %s': 'rättighet saknas för tabell %s',
  'permission denied for schema %s': 'rättighet saknas för schema %s',
  'permission denied to set parameter "%s"': 'rättighet saknas för att sätta parameter "%s"',
  'cannot %s "%s" because it has pending trigger events':
    'kan inte %s "%s" då den har triggerhändelser som väntar',
  'constraints on permanent tables may reference only permanent tables':
    'villkor på permanenta tabeller får bara referera till permanenta tabeller',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'villkor på ologgade tabeller får bara referera till permanenta eller ologgade tabeller',
  'constraints on temporary tables may reference only temporary tables':
    'villkor på temporära tabeller får bara referera till temporära tabeller',
  'multiple primary keys for table "%s" are not allowed':
    'multipla primärnycklar för tabell "%s" tillåts inte',
  'identity column type must be smallint, integer, or bigint':
    'identitetskolumntyp måste vara smallint, integer eller bigint',
  'canceling statement due to lock timeout': 'avbryter sats på grund av lås-timeout',
  'could not obtain lock on relation "%s"': 'kunde inte ta lås på relationen "%s"',
  'canceling statement due to statement timeout': 'avbryter sats på grund av sats-timeout',
  'deadlock detected': 'deadlock upptäckt',
  'cannot execute %s in a read-only transaction': 'kan inte köra %s i read-only-transaktion',
  'current transaction is aborted, commands ignored until end of transaction block':
    'aktuella transaktionen har avbrutits, alla kommandon ignoreras tills slutet på transaktionen',
};
