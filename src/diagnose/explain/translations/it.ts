/**
 * Messages of PostgreSQL in Italian. Source: src/backend/po/it.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const it = {
  'foreign key constraint "%s" cannot be implemented':
    'non è possibile implementare il vincolo di chiave esterna "%s"',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'Le colonne chiave "%s" e "%s" hanno tipi incompatibili: %s e %s.',
  'constraint "%s" for relation "%s" already exists':
    'il vincolo "%s" per la relazione "%s" esiste già',
  'column "%s" of relation "%s" already exists': 'la colonna "%s" della relazione "%s" esiste già',
  'relation "%s" already exists': 'la relazione "%s" esiste già',
  'type "%s" already exists': 'il tipo "%s" esiste già',
  'schema "%s" already exists': 'lo schema "%s" esiste già',
  'there is no unique constraint matching given keys for referenced table "%s"':
    'non c\'è alcun vincolo univoco che corrisponda alle chiavi indicate per la tabella referenziata "%s"',
  'there is no primary key for referenced table "%s"':
    'la tabella referenziata "%s" non ha una chiave primaria',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    'non è possibile usare un vincolo univoco deferito per la tabella referenziata "%s"',
  'cannot use a deferrable primary key for referenced table "%s"':
    'non è possibile usare una chiave primaria deferita per la tabella referenziata "%s"',
  'could not create unique index "%s"': 'creazione dell\'indice univoco "%s" fallita',
  'duplicate key value violates unique constraint "%s"':
    'un valore chiave duplicato viola il vincolo univoco "%s"',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: raggiunto il valore massimo della sequenza "%s" (%lld)',
  'number of referencing and referenced columns for foreign key disagree':
    'i numeri di colonne referenzianti e referenziate per la chiave esterna non combaciano',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'la INSERT o l\'UPDATE sulla tabella "%s" viola il vincolo di chiave esterna "%s"',
  'Key (%s)=(%s) is not present in table "%s".':
    'La chiave (%s)=(%s) non è presente nella tabella "%s".',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'l\'istruzione UPDATE o DELETE sulla tabella "%s" viola il vincolo di chiave esterna "%s" sulla tabella "%s"',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'La chiave (%s)=(%s) è ancora referenziata dalla tabella "%s".',
  'column "%s" of relation "%s" contains null values':
    'la colonna "%s" della relazione "%s" contiene valori null',
  'column "%s" of table "%s" contains null values':
    'la colonna "%s" della tabella "%s" contiene valori null',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'il valore nullo nella colonna "%s" della relazione "%s" viola il vincolo non nullo',
  'relation "%s" does not exist': 'la relazione "%s" non esiste',
  'table "%s" does not exist': 'la tabella "%s" non esiste',
  'schema "%s" does not exist': 'lo schema "%s" non esiste',
  'column "%s" referenced in foreign key constraint does not exist':
    'la colonna "%s" referenziata dal vincolo di chiave esterna non esiste',
  'column "%s" of relation "%s" does not exist': 'la colonna "%s" della relazione "%s" non esiste',
  'column "%s" does not exist': 'la colonna "%s" non esiste',
  'column "%s" named in key does not exist': 'la colonna "%s" nominata nella chiave non esiste',
  'constraint "%s" of relation "%s" does not exist':
    'il vincolo "%s" della relazione "%s" non esiste',
  'constraint "%s" for table "%s" does not exist': 'il vincolo "%s" per la tabella "%s" non esiste',
  'index "%s" does not exist': 'l\'indice "%s" non esiste',
  'type "%s" does not exist': 'il tipo "%s" non esiste',
  'referenced relation "%s" is not a table': 'la relazione referenziata "%s" non è una tabella',
  'foreign key constraints are not supported on foreign tables':
    'i vincoli di chiave esterna non sono supportati sulle tabelle esterne',
  'cannot drop %s because other objects depend on it':
    'non è possibile eliminare %s perché altri oggetti dipendono da esso',
  'cannot drop desired object(s) because other objects depend on them':
    'non è possibile eliminare gli oggetti desiderati perché altri oggetti dipendono da essi',
  'cannot drop %s because %s requires it': 'non è possibile eliminare %s perché %s lo richiede',
  '%s depends on %s': '%s dipende da %s',
  '%s depends on column "%s"': '%s dipende dalla colonna "%s"',
  'cannot alter type of a column used by a view or rule':
    'non è possibile cambiare il tipo di una colonna usata in una vista o una regola',
  'cannot alter type of a column used in a policy definition':
    'non è possibile cambiare il tipo di una colonna usata nella definizione di una regola di sicurezza',
  'cannot alter type of a column used in a trigger definition':
    'non è possibile cambiare il tipo di una colonna usata nella definizione di un trigger',
  'cannot alter type of a column used by a generated column':
    'non può modificare il tipo di una colonna utilizzata da una colonna generata',
  'Column "%s" is used by generated column "%s".':
    'La colonna "%s" viene utilizzata dalla colonna generata "%s".',
  'cannot truncate a table referenced in a foreign key constraint':
    'non è possibile troncare una tabella referenziata da un vincolo di chiave esterna',
  'Table "%s" references "%s".': 'La tabella "%s" referenzia "%s".',
  'column "%s" cannot be cast automatically to type %s':
    'la colonna "%s" non può essere convertita automaticamente al tipo %s',
  'default for column "%s" cannot be cast automatically to type %s':
    'il valore predefinito della colonna "%s" non può essere convertito automaticamente al tipo %s',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    'il risultato della clausola USING per la colonna "%s" non può essere convertito automaticamente al tipo %s',
  'cannot cast type %s to %s': 'non è possibile convertire il tipo %s in %s',
  'cannot use subquery in transform expression':
    "non è possibile usare sottoquery in un'espressione di trasformazione",
  'column "%s" is of type %s but default expression is of type %s':
    'la colonna "%s" è di tipo %s ma l\'espressione predefinita è di tipo %s',
  'column "%s" is of type %s but expression is of type %s':
    'la colonna "%s" è di tipo %s ma l\'espressione è di tipo %s',
  'operator does not exist: %s': "l'operatore non esiste: %s",
  'invalid input syntax for type %s: "%s"': 'sintassi di input non valida per il tipo %s: "%s"',
  'invalid input value for enum %s: "%s"': 'la sintassi per l\'enumerazione %s non è valida: "%s"',
  'value "%s" is out of range for type %s':
    'valore "%s" fuori dall\'intervallo consentito per il tipo %s',
  'integer out of range': "intero fuori dall'intervallo",
  'bigint out of range': "bigint fuori dall'intervallo consentito",
  'smallint out of range': "il valore è fuori dall'intervallo consentito per il tipo smallint",
  'value too long for type character varying(%d)':
    'il valore è troppo lungo per il tipo character varying(%d)',
  'date/time field value out of range: "%s"':
    'valore del campo date/time fuori dall\'intervallo consentito: "%s"',
  'must be owner of table %s': 'bisogna essere proprietari della tabella %s',
  'must be owner of relation %s': 'bisogna essere proprietari della relazione %s',
  'must be owner of type %s': 'bisogna essere proprietari del tipo %s',
  'permission denied for table %s': 'permesso negato per la tabella %s',
  'permission denied for schema %s': 'permesso negato per lo schema %s',
  'permission denied to set parameter "%s"': 'permesso di impostare il parametro "%s" negato',
  'cannot %s "%s" because it has pending trigger events':
    'non è possibile effettuare %s "%s" perché ha eventi trigger in sospeso',
  'constraints on permanent tables may reference only permanent tables':
    'i vincoli su tabelle permanenti possono referenziare solo tabelle permanenti',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'i vincoli su tabelle non loggate possono referenziare solo tabelle permanenti o non loggate',
  'constraints on temporary tables may reference only temporary tables':
    'i vincoli su tabelle temporanee possono referenziare solo tabelle temporanee',
  'multiple primary keys for table "%s" are not allowed':
    'non è possibile avere più di una chiave primaria per la tabella "%s"',
  'identity column type must be smallint, integer, or bigint':
    'il tipo della colonna identità deve essere smallint, integer o bigint',
  'canceling statement due to lock timeout':
    "annullamento dell'istruzione a causa di timeout di lock",
  'could not obtain lock on relation "%s"': 'lock della relazione "%s" fallito',
  'canceling statement due to statement timeout': "annullamento dell'istruzione a causa di timeout",
  'deadlock detected': 'rilevato deadlock',
  'cannot execute %s in a read-only transaction':
    'non è possibile eseguire %s in una transazione a sola lettura',
  'current transaction is aborted, commands ignored until end of transaction block':
    'la transazione corrente è interrotta, i comandi saranno ignorati fino alla fine del blocco della transazione',
};
