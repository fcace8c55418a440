/**
 * Messages of PostgreSQL in Chinese (China). Source: src/backend/po/zh_CN.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const zh_CN = {
  'foreign key constraint "%s" cannot be implemented': '无法实现外键约束 "%s"',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    '关键字段 "%s" 和 "%s" 为混和类型: %s 和 %s.',
  'constraint "%s" for relation "%s" already exists': '关系 "%2$s" 的约束 "%1$s" 已经存在',
  'column "%s" of relation "%s" already exists': '关系 "%s" 的属性 "%s" 已经存在',
  'relation "%s" already exists': '关系 "%s" 已经存在',
  'type "%s" already exists': '类型 "%s" 已经存在',
  'schema "%s" already exists': '模式 "%s" 已经存在',
  'there is no unique constraint matching given keys for referenced table "%s"':
    '没有唯一约束与关联表 "%s" 给定的键值匹配',
  'there is no primary key for referenced table "%s"': '关联表 "%s" 没有主键',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    '无法为被引用的表"%s"使用可延迟的唯一性约束',
  'cannot use a deferrable primary key for referenced table "%s"':
    '无法为被引用的表"%s"使用可延迟的主键',
  'could not create unique index "%s"': '无法创建唯一索引"%s"',
  'duplicate key value violates unique constraint "%s"': '重复键违反唯一约束"%s"',
  'nextval: reached maximum value of sequence "%s" (%s)': 'nextval: 达到序列 "%s" 的最大值了 (%s)',
  'number of referencing and referenced columns for foreign key disagree':
    '外键的关联数和关联字段不一致',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    '插入或更新表 "%s" 违反外键约束 "%s"',
  'Key (%s)=(%s) is not present in table "%s".': '键值对(%s)=(%s)没有在表"%s"中出现.',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    '在 "%1$s" 上的更新或删除操作违反了在 "%3$s" 上的外键约束 "%2$s"',
  'Key (%s)=(%s) is still referenced from table "%s".': '键值对(%s)=(%s)仍然是从表"%s"引用的.',
  'column "%s" of table "%s" contains null values': '表 "%2$s" 的字段 "%1$s" 包含空值',
  'relation "%s" does not exist': '关系 "%s" 不存在',
  'table "%s" does not exist': '表 "%s" 不存在',
  'schema "%s" does not exist': '模式 "%s" 不存在',
  'column "%s" referenced in foreign key constraint does not exist':
    '在外键约束中的关联字段 "%s" 不存在',
  'column "%s" of relation "%s" does not exist': '关系 "%2$s" 的 "%1$s" 字段不存在',
  'column "%s" does not exist': '字段 "%s" 不存在',
  'column "%s" named in key does not exist': '在键字中命名的字段 "%s" 不存在',
  'constraint "%s" of relation "%s" does not exist': '关系 "%2$s" 的 约束"%1$s" 不存在',
  'constraint "%s" for table "%s" does not exist': '表 "%2$s" 的 "%1$s" 约束不存在',
  'index "%s" does not exist': '索引 "%s" 不存在',
  'type "%s" does not exist': '类型 "%s" 不存在',
  'referenced relation "%s" is not a table': '关联的关系 "%s" 不是一个表',
  'foreign key constraints are not supported on foreign tables': '外部表上不支持外键约束',
  'cannot drop %s because other objects depend on it': '无法删除 %s 因为有其它对象倚赖它',
  'cannot drop desired object(s) because other objects depend on them':
    '无法删除希望的对象，因为有其它对象倚赖它',
  'cannot drop %s because %s requires it': '无法删除 %s, 因为 %s 需要它',
  '%s depends on %s': '%s 倚赖于 %s',
  '%s depends on column "%s"': '%s 倚赖于字段 "%s"',
  'cannot alter type of a column used by a view or rule': '不能使用视图或规则改变一个字段的类型',
  'cannot alter type of a column used in a policy definition': '无法修改被用在策略定义中的列的类型',
  'cannot alter type of a column used in a trigger definition': '无法更改触发器定义中的列类型',
  'cannot alter type of a column used by a generated column': '无法更改生成列使用的列的类型',
  'Column "%s" is used by generated column "%s".': '列"%s"由生成的列"%s"使用.',
  'cannot truncate a table referenced in a foreign key constraint':
    '在一个外键约束中无法删除 (truncate) 一个表的关联',
  'Table "%s" references "%s".': '表"%s" 引用"%s".',
  'column "%s" cannot be cast automatically to type %s': '字段 "%s" 不能自动转换成类型 %s',
  'default for column "%s" cannot be cast automatically to type %s':
    '字段 "%s" 的默认值不能转换成类型 %s',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    '用于列"%s"的USING子句的结果不能被自动地转换成类型%s',
  'cannot cast type %s to %s': '无法把类型 %s 转换为 %s',
  'cannot use subquery in transform expression': '在转换表达式中不能使用子查询',
  'column "%s" is of type %s but default expression is of type %s':
    '字段 "%s" 类型是 %s, 但默认表达式类型是 %s',
  'column "%s" is of type %s but expression is of type %s':
    '字段 "%s" 的类型为 %s, 但表达式的类型为 %s',
  'operator does not exist: %s': '操作符不存在: %s',
  'invalid input syntax for type %s: "%s"': '无效的类型 %s 输入语法: "%s"',
  'invalid input value for enum %s: "%s"': '对于枚举%s的输入值无效: "%s"',
  'value "%s" is out of range for type %s': '值 "%s" 超出类型 %s 的范围',
  'integer out of range': '整数超出范围',
  'bigint out of range': 'bigint 超出范围',
  'smallint out of range': 'smallint 超出范围',
  'value too long for type character varying(%d)': '对于可变字符类型来说，值太长了(%d)',
  'date/time field value out of range: "%s"': '日期/时间值超出范围: "%s"',
  'must be owner of table %s': '必须是表 %s 的属主',
  'must be owner of relation %s': '必须是关系 %s 的属主',
  'must be owner of type %s': '必须是类型 %s 的属主',
  'permission denied for table %s': '对表 %s 权限不够',
  'permission denied for schema %s': '对模式 %s 权限不够',
  'permission denied to set parameter "%s"': '设置参数 "%s" 权限不允许',
  'cannot %s "%s" because it has pending trigger events':
    '无法%s "%s"因为它有一个待发生的触发器事件',
  'constraints on permanent tables may reference only permanent tables':
    '永久表上的约束只能引用永久表',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    '无事务日志的表上的约束只能引用持久表或者无事务日志的表',
  'constraints on temporary tables may reference only temporary tables':
    '临时表上的约束只能引用临时表',
  'multiple primary keys for table "%s" are not allowed': '对表 "%s" 指定多个主键是不允许的',
  'identity column type must be smallint, integer, or bigint':
    '标识列类型必须是smallint、integer或bigint',
  'canceling statement due to lock timeout': '由于锁超时，取消语句操作',
  'could not obtain lock on relation "%s"': '无法在关系 "%s" 上获得锁',
  'canceling statement due to statement timeout': '由于语句执行超时，正在取消查询命令',
  'deadlock detected': '检测到死锁',
  'cannot execute %s in a read-only transaction': '不能在一个只读模式的事务中执行%s',
  'current transaction is aborted, commands ignored until end of transaction block':
    '当前事务被终止, 事务块结束之前的查询被忽略',
};
