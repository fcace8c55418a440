/**
 * Messages of PostgreSQL in Japanese. Source: src/backend/po/ja.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const ja = {
  'foreign key constraint "%s" cannot be implemented': '外部キー制約"%sは実装されていません',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    'キーとなる列"%s"と"%s"との間で型に互換性がありません:%sと%s',
  'constraint "%s" for relation "%s" already exists':
    'すでに制約"%s"はリレーション"%s"に存在します',
  'column "%s" of relation "%s" already exists': 'リレーション"%2$s"の列"%1$s"はすでに存在します',
  'relation "%s" already exists': 'リレーション"%s"はすでに存在します',
  'type "%s" already exists': '型"%s"はすでに存在します',
  'schema "%s" already exists': 'スキーマ"%s"はすでに存在します',
  'there is no unique constraint matching given keys for referenced table "%s"':
    '被参照テーブル"%s"に、指定したキーに一致する一意性制約がありません',
  'there is no primary key for referenced table "%s"':
    '被参照テーブル"%s"にはプライマリキーがありません',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    '被参照テーブル"%s"に対しては、遅延可能な一意性制約は使用できません',
  'cannot use a deferrable primary key for referenced table "%s"':
    '被参照テーブル"%s"には遅延可能プライマリキーは使用できません',
  'could not create unique index "%s"': '一意インデックス"%s"を作成できませんでした',
  'duplicate key value violates unique constraint "%s"':
    '重複したキー値は一意性制約"%s"違反となります',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval: シーケンス"%s"の最大値(%lld)に達しました',
  'number of referencing and referenced columns for foreign key disagree':
    '外部キーの参照列数と被参照列数が合いません',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    'テーブル"%s"への挿入、更新は外部キー制約"%s"に違反しています',
  'Key (%s)=(%s) is not present in table "%s".': 'テーブル"%3$s"にキー(%1$s)=(%2$s)がありません',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    'テーブル"%1$s"の更新または削除は、テーブル"%3$s"の外部キー制約"%2$s"に違反します',
  'Key (%s)=(%s) is still referenced from table "%s".':
    'キー(%s)=(%s)はまだテーブル"%s"から参照されています',
  'column "%s" of relation "%s" contains null values':
    'リレーション"%2$s"の列"%1$s"にNULL値があります',
  'column "%s" of table "%s" contains null values': 'テーブル"%2$s"の列"%1$s"にNULL値があります',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    'リレーション"%2$s"の列"%1$s"のNULL値が非NULL制約に違反しています',
  'relation "%s" does not exist': 'リレーション"%s"は存在しません',
  'table "%s" does not exist': 'テーブル"%s"は存在しません',
  'schema "%s" does not exist': 'スキーマ"%s"は存在しません',
  'column "%s" referenced in foreign key constraint does not exist':
    '外部キー制約で参照される列"%s"が存在しません',
  'column "%s" of relation "%s" does not exist': 'リレーション"%2$s"の列"%1$s"は存在しません',
  'column "%s" does not exist': '列"%s"は存在しません',
  'column "%s" named in key does not exist': 'キーとして指名された列"%s"は存在しません',
  'constraint "%s" of relation "%s" does not exist': 'リレーション"%2$s"の制約"%1$s"は存在しません',
  'constraint "%s" for table "%s" does not exist': 'テーブル"%2$s"の制約"%1$s"は存在しません',
  'index "%s" does not exist': 'インデックス"%s"は存在しません',
  'type "%s" does not exist': '型"%s"は存在しません',
  'referenced relation "%s" is not a table': '参照先のリレーション"%s"はテーブルではありません',
  'foreign key constraints are not supported on foreign tables':
    '外部テーブルでは外部キー制約はサポートされていません',
  'cannot drop %s because other objects depend on it':
    '他のオブジェクトが依存しているため%sを削除できません',
  'cannot drop desired object(s) because other objects depend on them':
    '他のオブジェクトが依存しているため指定したオブジェクトを削除できません',
  'cannot drop %s because %s requires it': '%2$sが必要としているため%1$sを削除できません',
  '%s depends on %s': '%sは%sに依存しています',
  '%s depends on column "%s"': '%sは列"%s"に依存しています',
  'cannot alter type of a column used by a view or rule':
    'ビューまたはルールで使用される列の型は変更できません',
  'cannot alter type of a column used in a policy definition':
    'ポリシ定義で使用されている列の型は変更できません',
  'cannot alter type of a column used in a trigger definition':
    'トリガー定義で使用される列の型は変更できません',
  'cannot alter type of a column used by a function or procedure':
    '関数またはプロシージャで使用される列の型は変更できません',
  'cannot alter type of a column used by a publication WHERE clause':
    'パブリケーションのWHERE句で使用される列の型は変更できません',
  'cannot alter type of a column used by a generated column':
    '生成カラムで使用される列の型は変更できません',
  'Column "%s" is used by generated column "%s".': 'カラム"%s"は生成カラム"%s"で使われています。',
  'cannot truncate a table referenced in a foreign key constraint':
    '外部キー制約で参照されているテーブルを削除できません',
  'Table "%s" references "%s".': 'テーブル"%s"は"%s"を参照します。',
  'column "%s" cannot be cast automatically to type %s': '列"%s"は型%sには自動的に型変換できません',
  'default for column "%s" cannot be cast automatically to type %s':
    '列"%s"のデフォルト値を自動的に%s型にキャストできません',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    '列"%s"に対するUSING句の結果は自動的に%s型に型変換できません',
  'cannot cast type %s to %s': '型%sから%sへの型変換ができません',
  'cannot use subquery in transform expression': '変換式では副問い合わせを使用できません',
  'column "%s" is of type %s but default expression is of type %s':
    '列"%s"の型は%sですが、デフォルト式の型は%sです',
  'column "%s" is of type %s but expression is of type %s': '列"%s"は型%sですが、式は型%sでした',
  'operator does not exist: %s': '演算子が存在しません: %s',
  'invalid input syntax for type %s: "%s"': '"%s"型の入力構文が不正です: "%s"',
  'invalid input value for enum %s: "%s"': '列挙型%sの不正な入力構文: "%s"',
  'value "%s" is out of range for type %s': '値"%s"は型%sの範囲外です',
  'integer out of range': 'integerの範囲外です',
  'bigint out of range': 'bigintの範囲外です',
  'smallint out of range': 'smallintの範囲外です',
  'value too long for type character varying(%d)': '値は型character varying(%d)としては長すぎます',
  'date/time field value out of range: "%s"': '日付時刻のフィールドが範囲外です: "%s"',
  'must be owner of table %s': 'テーブル %s の所有者である必要があります',
  'must be owner of relation %s': 'リレーション %s の所有者である必要があります',
  'must be owner of type %s': '型 %s の所有者である必要があります',
  'permission denied for table %s': 'テーブル %s へのアクセスが拒否されました',
  'permission denied for schema %s': 'スキーマ %s へのアクセスが拒否されました',
  'permission denied to set parameter "%s"': 'パラメータ"%s"を設定する権限がありません',
  'cannot %s "%s" because it has pending trigger events':
    '保留中のトリガイベントがあるため"%2$s"を%1$sできません',
  'constraints on permanent tables may reference only permanent tables':
    '永続テーブルの制約は永続テーブルだけを参照できます',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'UNLOGGEDテーブルに対する制約は、永続テーブルまたはUNLOGGEDテーブルだけを参照する場合があります',
  'constraints on temporary tables may reference only temporary tables':
    '一時テーブルに対する制約は一時テーブルだけを参照する場合があります',
  'multiple primary keys for table "%s" are not allowed':
    'テーブル"%s"に複数のプライマリキーを持たせることはできません',
  'identity column type must be smallint, integer, or bigint':
    '識別列の型はsmallint、integerまたはbigintでなくてはなりません',
  'canceling statement due to lock timeout':
    'ロックのタイムアウトのためステートメントをキャンセルしています',
  'could not obtain lock on relation "%s"': 'リレーション"%s"のロックを取得できませんでした',
  'canceling statement due to statement timeout':
    'ステートメントのタイムアウトのためステートメントをキャンセルしています',
  'deadlock detected': 'デッドロックを検出しました',
  'cannot execute %s in a read-only transaction':
    'リードオンリーのトランザクションでは %s を実行できません',
  'current transaction is aborted, commands ignored until end of transaction block':
    '現在のトランザクションがアボートしました。トランザクションブロックが終わるまでコマンドは無視されます',
};
