/**
 * Messages of PostgreSQL in Georgian. Source: src/backend/po/ka.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const ka = {
  'foreign key constraint "%s" cannot be implemented':
    'გარე გასაღების შეზღუდვის "%s" განხორციელება შეუძლებელია',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'გასაღების სვეტები "%s" და "%s" შეუთავსებელი ტიპებისაა: %s და %s.',
  'constraint "%s" for relation "%s" already exists':
    'შეზღუდვა "%s" ურთიერთობისთვის "%s" უკვე არსებობს',
  'column "%s" of relation "%s" already exists': 'ურთიერთობის (%2$s) სვეტი %1$s უკვე რსებობს',
  'relation "%s" already exists': 'ურთიერთობა "%s" უკვე არსებობს',
  'type "%s" already exists': 'ტიპი "%s" უკვე არსებობს',
  'schema "%s" already exists': 'სქემა "%s" უკვე არსებობს',
  'there is no primary key for referenced table "%s"':
    'მითითებული ცხრილისთვის "%s" ძირითადი გასაღები არ არსებობს',
  'could not create unique index "%s"': 'უნიკალური ინდექსის შექმნა შეუძლებელია: "%s"',
  'duplicate key value violates unique constraint "%s"':
    'დუბლირებული გასაღების მნიშვნელობა არღვევს უნიკალურ შეზღუდვას "%s"',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: მიღწეულია მაქსიმალური მნიშვნელობა მიმდევრობისთვის "%s" (%lld)',
  'column "%s" of relation "%s" contains null values':
    'ურთიერთობის %2$s სვეტი %1$s ნულოვან მნიშვნელობებს შეიცავს',
  'column "%s" of table "%s" contains null values':
    'სვეტი "%s" (ცხრილში %s) ნულოვან მნიშვნელობებს შეიცავს',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'ნულოვანი მნიშვნელობა სვეტში "%s" ურთიერთობისთვის "%s" არანულოვან შეზღუდვას არღვევს',
  'relation "%s" does not exist': 'ურთიერთობა "%s" არ არსებობს',
  'table "%s" does not exist': 'ცხრილი არ არსებობს: %s',
  'schema "%s" does not exist': 'სქემა "%s" არ არსებობს',
  'column "%s" referenced in foreign key constraint does not exist':
    'გარე გასაღების შეზღუდვაში მითითებული სვეტი "%s" არ არსებობს',
  'column "%s" of relation "%s" does not exist': 'სვეტი "%s" ურთიერთობაში %s არ არსებობს',
  'column "%s" does not exist': 'სვეტი არ არსებობს: "%s"',
  'column "%s" named in key does not exist': 'გასაღებში დასახელებული სვეტი არ არსებობს: %s',
  'constraint "%s" of relation "%s" does not exist':
    'ურთიერთობის "%2$s" შეზღუდვა "%1$s" არ არსებობს',
  'constraint "%s" for table "%s" does not exist': 'ცხრილის (%2$s) შეზღუდვა (%1$s) არ არსებობს',
  'index "%s" does not exist': 'ინდექსი "%s" არ არსებობს',
  'type "%s" does not exist': 'ტიპი "%s" არ არსებობს',
  'referenced relation "%s" is not a table': 'მითითებული ურთიერთობა "%s" ცხრილი არაა',
  'foreign key constraints are not supported on foreign tables':
    'გარე გასაღების შეზღუდვები გარე ცხრილებზე მხარდაჭერილი არაა',
  'cannot drop %s because other objects depend on it':
    '%s-ის წაშლა შეუძლებელია, რადგან არის ობიექტები, რომლებიც მას ეყრდნობა',
  'cannot drop desired object(s) because other objects depend on them':
    'სასურველი ობიექტის წაშლა შეუძლებელია, სანამ არსებობს ობიექტები, რომლებიც მას ეყრდნობიან',
  'cannot drop %s because %s requires it': '%s-ის წაშლა შეუძლებელია. ის %s-ს სჭირდება',
  '%s depends on %s': '%s დამოკიდებულია %s -ზე',
  '%s depends on column "%s"': '%s ეყრდნობა სვეტს "%s"',
  'cannot alter type of a column used by a view or rule':
    'ხედის ან წესის მიერ გამოყენებული სვეტის ტიპის შეცვლა შეუძლებელია',
  'cannot alter type of a column used in a policy definition':
    'პოლიტიკის აღწერაში გამოყენებული სვეტის ტიპის შეცვლა შეუძლებელია',
  'cannot alter type of a column used in a trigger definition':
    'ტრიგერის აღწერაში გამოყენებული სვეტის ტიპის შეცვლა შეუძლებელია',
  'cannot alter type of a column used by a generated column':
    'გენერირებული სვეტის მიერ გამოყენებული სვეტის ტიპის შეცვლა შეუძლებელია',
  'Column "%s" is used by generated column "%s".':
    'სვეტი (%s") გენერირებული სვეტის (%s) მიერ გამოიყენება.',
  'cannot truncate a table referenced in a foreign key constraint':
    'გარე გასაღების შეზღუდვაში მიმართული ცხრილის შემცველობის დაცარიელება შეუძლებელია',
  'Table "%s" references "%s".': 'ცხრილი "%s" მიუთითებს "%s".',
  'column "%s" cannot be cast automatically to type %s':
    'სვეტის "%s" ავტომატური დაკასტვა ტიპამდე %s შეუძლებელია',
  'cannot cast type %s to %s': '%s ტიპის %s-ში გადაყვანა შეუძლებელია',
  'cannot use subquery in transform expression':
    'გარდაქმნის გამოსახულებაში ქვემოთხოვნას ვერ გამოიყენებთ',
  'column "%s" is of type %s but default expression is of type %s':
    'სვეტის "%s" ტიპია %s, მაგრამ ნაგულისხმევი გამოსახულების ტიპია %s',
  'operator does not exist: %s': 'ოპერატორი არ არსებობს: %s',
  'invalid input syntax for type %s: "%s"': 'არასწორი შეყვანის სინტაქსი ტიპისთვის %s: "%s"',
  'invalid input value for enum %s: "%s"':
    'არასწორი შეყვანილი მნიშვნელობა ჩამონათვალისთვის %s: "%s"',
  'integer out of range': 'მთელი მნიშვნელობა დიაპაზონს გარეთაა',
  'bigint out of range': 'bigint დიაპაზონს გარეთაა',
  'smallint out of range': 'smallint დიაპაზონს გარეთაა',
  'date/time field value out of range: "%s"':
    'დროის/თარიღის ველის მნიშვნელობა დიაპაზონს გარეთაა: "%s"',
  'must be owner of table %s': 'უნდა ბრძანდებოდეთ ცხრილის მფლობელი: %s',
  'must be owner of relation %s': 'უნდა ბრძანდებოდეთ ურთიერთობის მფლობელი: %s',
  'must be owner of type %s': 'უნდა ბრძანდებოდეთ ტიპის მფლობელი: %s',
  'permission denied for table %s': 'წვდომა აკრძალულია ცხრილზე: "%s"',
  'permission denied for schema %s': 'წვდომა აკრძალულია სქემაზე: "%s"',
  'permission denied to set parameter "%s"': 'პარამეტრის ("%s") დაყენების წვდომა აკრძალულია',
  'cannot %s "%s" because it has pending trigger events':
    '%s-ის "%s" შეუძლებელია, რადგან მას დარჩენილი ტრიგერის მოვლენები გააჩნია',
  'constraints on permanent tables may reference only permanent tables':
    'მუდმივ ცხრილებზე არსებული შეზღუდვები მხოლოდ მუდმივ ცხრილებზე შეიძლება, მიუთითებდეს',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'ჟურნალის გარეშე მყოფი ცხრილების შეზღუდვები მხოლოდ მუდმივ ან ჟურნალის გარეშე მყოფ ცხრილებზე შეიძლება, მიუთითებდეს',
  'constraints on temporary tables may reference only temporary tables':
    'დროებით ცხრილებზე არსებული შეზღუდვები მხოლოდ დროებით ცხრილებზე შეიძლება, მიუთითებდეს',
  'multiple primary keys for table "%s" are not allowed':
    'ცხრილისთვის "%s" ერთზე მეტი ძირითადი გასაღები დაუშვებელია',
  'identity column type must be smallint, integer, or bigint':
    'იდენტიფიკაციის სვეტის ტიპი smallint, integer ან bigint უნდა იყოს',
  'canceling statement due to lock timeout':
    'გამოსახულება გაუქმდება ბლოკის მოლოდინის ვადის ამოწურვის გამო',
  'could not obtain lock on relation "%s"': 'ბლოკის მიღების შეცდომა ურთიერთობაზე %s"',
  'deadlock detected': 'ნაპოვნია ურთიერთბლოკირება',
};
