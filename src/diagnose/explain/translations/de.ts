/**
 * Messages of PostgreSQL in German. Source: src/backend/po/de.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const de = {
  'foreign key constraint "%s" cannot be implemented':
    'Fremdschlüssel-Constraint »%s« kann nicht implementiert werden',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Schlüsselspalten »%s« und »%s« haben inkompatible Typen: %s und %s.',
  'constraint "%s" for relation "%s" already exists':
    'Constraint »%s« existiert bereits für Relation »%s«',
  'column "%s" of relation "%s" already exists': 'Spalte »%s« von Relation »%s« existiert bereits',
  'relation "%s" already exists': 'Relation »%s« existiert bereits',
  'type "%s" already exists': 'Typ »%s« existiert bereits',
  'schema "%s" already exists': 'Schema »%s« existiert bereits',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'in Tabelle »%s«, auf die verwiesen wird, gibt es keinen Unique-Constraint, der auf die angegebenen Schlüssel passt',
  'there is no primary key for referenced table "%s"':
    'in Tabelle »%s«, auf die verwiesen wird, gibt es keinen Primärschlüssel',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'aufschiebbarer Unique-Constraint kann nicht für Tabelle »%s«, auf die verwiesen wird, verwendet werden',
  'cannot use a deferrable primary key for referenced table "%s"':
    'aufschiebbarer Primärschlüssel kann nicht für Tabelle »%s«, auf die verwiesen wird, verwendet werden',
  'could not create unique index "%s"': 'konnte Unique Index »%s« nicht erstellen',
  'duplicate key value violates unique constraint "%s"':
    'doppelter Schlüsselwert verletzt Unique-Constraint »%s«',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: Maximalwert von Sequenz »%s« erreicht (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'Anzahl der Quell- und Zielspalten im Fremdschlüssel stimmt nicht überein',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'Einfügen oder Aktualisieren in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s«',
  'Key (%s)=(%s) is not present in table "%s".':
    'Schlüssel (%s)=(%s) ist nicht in Tabelle »%s« vorhanden.',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'Aktualisieren oder Löschen in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s« von Tabelle »%s«',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'Auf Schlüssel (%s)=(%s) wird noch aus Tabelle »%s« verwiesen.',
  'column "%s" of relation "%s" contains null values':
    'Spalte »%s« von Relation »%s« enthält NULL-Werte',
  'column "%s" of table "%s" contains null values':
    'Spalte »%s« von Tabelle »%s« enthält NULL-Werte',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'NULL-Wert in Spalte »%s« von Relation »%s« verletzt Not-Null-Constraint',
  'relation "%s" does not exist': 'Relation »%s« existiert nicht',
  'table "%s" does not exist': 'Tabelle »%s« existiert nicht',
  'schema "%s" does not exist': 'Schema »%s« existiert nicht',
  'column "%s" referenced in foreign key constraint does not exist':
    'Spalte »%s«, die im Fremdschlüssel verwendet wird, existiert nicht',
  'column "%s" of relation "%s" does not exist': 'Spalte »%s« von Relation »%s« existiert nicht',
  'column "%s" does not exist': 'Spalte »%s« existiert nicht',
  'column "%s" named in key does not exist':
    'Spalte »%s«, die im Schlüssel verwendet wird, existiert nicht',
  'constraint "%s" of relation "%s" does not exist':
    'Constraint »%s« von Relation »%s« existiert nicht',
  'constraint "%s" for table "%s" does not exist':
    'Constraint »%s« für Tabelle »%s« existiert nicht',
  'index "%s" does not exist': 'Index »%s« existiert nicht',
  'type "%s" does not exist': 'Typ »%s« existiert nicht',
  'referenced relation "%s" is not a table':
    'Relation »%s«, auf die verwiesen wird, ist keine Tabelle',
  'foreign key constraints are not supported on foreign tables':
    'Fremdschlüssel-Constraints auf Fremdtabellen werden nicht unterstützt',
  'cannot drop %s because other objects depend on it':
    'kann %s nicht löschen, weil andere Objekte davon abhängen',
  'cannot drop desired object(s) because other objects depend on them':
    'kann gewünschte Objekte nicht löschen, weil andere Objekte davon abhängen',
  'cannot drop %s because %s requires it': 'kann %s nicht löschen, wird von %s benötigt',
  '%s depends on %s': '%s hängt von %s ab',
  '%s depends on column "%s"': '%s hängt von Spalte »%s« ab',
  'cannot alter type of a column used by a view or rule':
    'Typ einer Spalte, die von einer Sicht oder Regel verwendet wird, kann nicht geändert werden',
  'cannot alter type of a column used in a policy definition':
    'Typ einer Spalte, die in einer Policy-Definition verwendet wird, kann nicht geändert werden',
  'cannot alter type of a column used in a trigger definition':
    'Typ einer Spalte, die in einer Trigger-Definition verwendet wird, kann nicht geändert werden',
  'cannot alter type of a column used by a function or procedure':
    'Typ einer Spalte, die von einer Funktion oder Prozedur verwendet wird, kann nicht geändert werden',
  'cannot alter type of a column used by a publication WHERE clause':
    'Typ einer Spalte, die in der WHERE-Klausel einer Publikation verwendet wird, kann nicht geändert werden',
  'cannot alter type of a column used by a generated column':
    'Typ einer Spalte, die von einer generierten Spalte verwendet wird, kann nicht geändert werden',
  'Column "%s" is used by generated column "%s".':
    'Spalte »%s« wird von generierter Spalte »%s« verwendet.',
  'cannot truncate a table referenced in a foreign key constraint':
    'kann eine Tabelle, die in einen Fremdschlüssel-Constraint eingebunden ist, nicht leeren',
  'Table "%s" references "%s".': 'Tabelle »%s« verweist auf »%s«.',
  'column "%s" cannot be cast automatically to type %s':
    'Spalte »%s« kann nicht automatisch in Typ %s umgewandelt werden',
  'default for column "%s" cannot be cast automatically to type %s':
    'Vorgabewert der Spalte »%s« kann nicht automatisch in Typ %s umgewandelt werden',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'Ergebnis der USING-Klausel für Spalte »%s« kann nicht automatisch in Typ %s umgewandelt werden',
  'cannot cast type %s to %s': 'kann Typ %s nicht in Typ %s umwandeln',
  'cannot use subquery in transform expression':
    'Unteranfragen können in Umwandlungsausdrücken nicht verwendet werden',
  'column "%s" is of type %s but default expression is of type %s':
    'Spalte »%s« hat Typ %s, aber der Vorgabeausdruck hat Typ %s',
  'column "%s" is of type %s but expression is of type %s':
    'Spalte »%s« hat Typ %s, aber der Ausdruck hat Typ %s',
  'operator does not exist: %s': 'Operator existiert nicht: %s',
  'invalid input syntax for type %s: "%s"': 'ungültige Eingabesyntax für Typ %s: »%s«',
  'invalid input value for enum %s: "%s"': 'ungültiger Eingabewert für Enum %s: »%s«',
  'value "%s" is out of range for type %s':
    'Wert »%s« ist außerhalb des gültigen Bereichs für Typ %s',
  'integer out of range': 'integer ist außerhalb des gültigen Bereichs',
  'bigint out of range': 'bigint ist außerhalb des gültigen Bereichs',
  'smallint out of range': 'smallint ist außerhalb des gültigen Bereichs',
  'value too long for type character varying(%d)': 'Wert zu lang für Typ character varying(%d)',
  'date/time field value out of range: "%s"':
    'Datum/Zeit-Feldwert ist außerhalb des gültigen Bereichs: »%s«',
  'must be owner of table %s': 'Berechtigung nur für Eigentümer der Tabelle %s',
  'must be owner of relation %s': 'Berechtigung nur für Eigentümer der Relation %s',
  'must be owner of type %s': 'Berechtigung nur für Eigentümer des Typs %s',
  'permission denied for table %s': 'keine Berechtigung für Tabelle %s',
  'permission denied for schema %s': 'keine Berechtigung für Schema %s',
  'permission denied to set parameter "%s"': 'keine Berechtigung, um Parameter »%s« zu setzen',
  'cannot %s "%s" because it has pending trigger events':
    '%s mit Relation »%s« nicht möglich, weil es anstehende Trigger-Ereignisse dafür gibt',
  'constraints on permanent tables may reference only permanent tables':
    'Constraints für permanente Tabellen dürfen nur auf permanente Tabellen verweisen',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'Constraints für ungeloggte Tabellen dürfen nur auf permanente oder ungeloggte Tabellen verweisen',
  'constraints on temporary tables may reference only temporary tables':
    'Constraints für temporäre Tabellen dürfen nur auf temporäre Tabellen verweisen',
  'multiple primary keys for table "%s" are not allowed':
    'mehrere Primärschlüssel für Tabelle »%s« nicht erlaubt',
  'identity column type must be smallint, integer, or bigint':
    'Typ von Identitätsspalte muss smallint, integer oder bigint sein',
  'canceling statement due to lock timeout':
    'storniere Anfrage wegen Zeitüberschreitung einer Sperre',
  'could not obtain lock on relation "%s"': 'konnte Sperre für Relation »%s« nicht setzen',
  'canceling statement due to statement timeout':
    'storniere Anfrage wegen Zeitüberschreitung der Anfrage',
  'deadlock detected': 'Verklemmung (Deadlock) entdeckt',
  'cannot execute %s in a read-only transaction':
    '%s kann nicht in einer Read-Only-Transaktion ausgeführt werden',
  'current transaction is aborted, commands ignored until end of transaction block':
    'aktuelle Transaktion wurde abgebrochen, Befehle werden bis zum Ende der Transaktion ignoriert',
};
