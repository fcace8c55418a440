/**
 * Messages of PostgreSQL in Korean. Source: src/backend/po/ko.po of PostgreSQL, whose translations are under the
 * PostgreSQL License (https://www.postgresql.org/about/licence/). Written by test/explain/write-translations.ts.
 */
export const ko = {
  'foreign key constraint "%s" cannot be implemented':
    '"%s" 참조키(foreign key) 제약 조건은 구현되어질 수 없습니다',
  'Key columns "%s" and "%s" are of incompatible types: %s and %s.':
    '"%s" 열과 "%s" 열 인덱스는 함께 사용할 수 없는 자료형입니다: %s and %s.',
  'constraint "%s" for relation "%s" already exists':
    '"%s" 제약 조건이 이미 "%s" 릴레이션(relation)에서 사용되고 있습니다',
  'column "%s" of relation "%s" already exists': '"%s" 이름의 칼럼은 "%s" 릴레이션에 이미 있습니다',
  'relation "%s" already exists': '"%s" 이름의 릴레이션(relation)이 이미 있습니다',
  'type "%s" already exists': '"%s" 자료형이 이미 있습니다',
  'schema "%s" already exists': '"%s" 이름의 스키마(schema)가 이미 있음',
  'there is no unique constraint matching given keys for referenced table "%s"':
    '참조되는 "%s" 테이블을 위한 주워진 키와 일치하는 고유 제약 조건이 없습니다',
  'there is no primary key for referenced table "%s"':
    '참조되는 "%s" 테이블에는 기본키(primary key)가 없습니다',
  'cannot use a deferrable unique constraint for referenced table "%s"':
    '참조되는 "%s" 테이블의 지연 가능한 유니크 제약 조건을 사용할 수 없음',
  'cannot use a deferrable primary key for referenced table "%s"':
    '참조되는 "%s" 테이블의 지연 가능한 기본키를 사용할 수 없음',
  'could not create unique index "%s"': '"%s" 고유 인덱스를 만들 수 없음',
  'duplicate key value violates unique constraint "%s"':
    '중복된 키 값이 "%s" 고유 제약 조건을 위반함',
  'nextval: reached maximum value of sequence "%s" (%lld)':
    'nextval:  "%s" 시퀀스의 최대값(%lld)이 되었습니다',
  'number of referencing and referenced columns for foreign key disagree':
    '참조키(foreign key) disagree를 위한 참조하는, 또는 참조되는 열 수',
  'insert or update on table "%s" violates foreign key constraint "%s"':
    '"%s" 테이블에서 자료 추가, 갱신 작업이 "%s" 참조키(foreign key) 제약 조건을 위배했습니다',
  'Key (%s)=(%s) is not present in table "%s".': '(%s)=(%s) 키가 "%s" 테이블에 없습니다.',
  'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"':
    '"%s" 테이블의 자료 갱신, 삭제 작업이 "%s" 참조키(foreign key) 제약 조건 - "%s" 테이블 - 을 위반했습니다',
  'Key (%s)=(%s) is still referenced from table "%s".':
    '(%s)=(%s) 키가 "%s" 테이블에서 여전히 참조됩니다.',
  'column "%s" of relation "%s" contains null values':
    '"%s" 열(해당 릴레이션 "%s")의 자료 가운데 null 값이 있습니다',
  'column "%s" of table "%s" contains null values':
    '"%s" 열(해당 테이블 "%s")의 자료 가운데 null 값이 있습니다',
  'null value in column "%s" of relation "%s" violates not-null constraint':
    '"%s" 칼럼(해당 릴레이션 "%s")의 null 값이 not null 제약조건을 위반했습니다.',
  'relation "%s" does not exist': '"%s" 이름의 릴레이션(relation)이 없습니다',
  'table "%s" does not exist': '"%s" 테이블 없음',
  'schema "%s" does not exist': '"%s" 스키마(schema) 없음',
  'column "%s" referenced in foreign key constraint does not exist':
    '참조키(foreign key) 제약 조건에서 참조하는 "%s" 칼럼이 없음',
  'column "%s" of relation "%s" does not exist': '"%s" 칼럼은 "%s" 릴레이션(relation)에 없음',
  'column "%s" does not exist': '"%s" 이름의 칼럼은 없습니다',
  'column "%s" named in key does not exist': '키에서 지정한 "%s" 칼럼이 없습니다',
  'constraint "%s" of relation "%s" does not exist': '"%s" 제약 조건이 "%s" 릴레이션에 없습니다.',
  'constraint "%s" for table "%s" does not exist': '"%s" 제약 조건은 "%s" 테이블에 없음',
  'index "%s" does not exist': '"%s" 인덱스 없음',
  'type "%s" does not exist': '"%s" 자료형 없음',
  'referenced relation "%s" is not a table': '참조된 "%s" 릴레이션은 테이블이 아닙니다',
  'foreign key constraints are not supported on foreign tables':
    '참조키 제약 조건은 외부 테이블에서는 사용할 수 없음',
  'cannot drop %s because other objects depend on it':
    '기타 다른 개체들이 이 개체에 의존하고 있어, %s 삭제할 수 없음',
  'cannot drop desired object(s) because other objects depend on them':
    '다른 개체가 원하는 개체를 사용하고 있으므로 해당 개체를 삭제할 수 없음',
  'cannot drop %s because %s requires it': '%s 삭제할 수 없음, %s에서 필요로함',
  '%s depends on %s': '%s 의존대상: %s',
  '%s depends on column "%s"': '%s 의존대상 열: "%s"',
  'cannot alter type of a column used by a view or rule':
    '뷰 또는 규칙에서 사용하는 칼럼의 형식을 변경할 수 없음',
  'cannot alter type of a column used in a policy definition':
    '정책 정의에서 사용하는 칼럼의 자료형을 변경할 수 없음',
  'cannot alter type of a column used in a trigger definition':
    '트리거 정의에서 사용하는 칼럼의 자료형을 변경할 수 없음',
  'cannot alter type of a column used by a generated column':
    '미리 계산된 칼럼의 자료형을 바꿀 수 없음',
  'Column "%s" is used by generated column "%s".':
    '"%s" 칼럼은 미리 계산된 칼럼인 "%s"에서 사용되고 있음.',
  'cannot truncate a table referenced in a foreign key constraint':
    '_^_ 테이블 내용을 모두 삭제할 수 없음, 참조키(foreign key) 제약 조건 안에서',
  'Table "%s" references "%s".': '"%s" 테이블은 "%s" 개체를 참조합니다.',
  'column "%s" cannot be cast automatically to type %s':
    '"%s" 칼럼의 자료형을 %s 형으로 형변환할 수 없음',
  'default for column "%s" cannot be cast automatically to type %s':
    '"%s" 칼럼의 기본 값을 %s 형으로 형변환할 수 없음',
  'result of USING clause for column "%s" cannot be cast automatically to type %s':
    '"%s" 칼럼에서 쓰인 USING 절의 결과가 %s 자료형으로 자동 형변환을 할 수 없음',
  'cannot cast type %s to %s': '%s 자료형을 %s 자료형으로 형변환할 수 없습니다.',
  'cannot use subquery in transform expression':
    'transform 식(expression)에 서브쿼리를 사용할 수 없습니다',
  'column "%s" is of type %s but default expression is of type %s':
    '"%s" 칼럼의 자료형은 %s 인데, default 표현식에서는 %s 자료형을 사용했습니다',
  'column "%s" is of type %s but expression is of type %s':
    '열 "%s"은(는) %s 자료형인데 표현식은 %s 자료형입니다.',
  'operator does not exist: %s': '연산자 없음: %s',
  'invalid input syntax for type %s: "%s"': '%s 자료형 대한 잘못된 입력: "%s"',
  'invalid input value for enum %s: "%s"': '%s 열거형의 입력 값이 잘못됨: "%s"',
  'value "%s" is out of range for type %s': '입력한 "%s" 값은 %s 자료형 범위를 초과했습니다',
  'integer out of range': '정수 범위를 벗어남',
  'bigint out of range': 'bigint의 범위를 벗어났습니다.',
  'smallint out of range': 'smallint의 범위를 벗어났습니다.',
  'value too long for type character varying(%d)':
    'character varying(%d) 자료형에 너무 긴 자료를 담으려고 합니다.',
  'date/time field value out of range: "%s"': '날짜/시간 필드의 값이 범위를 벗어남: "%s"',
  'must be owner of table %s': '%s 테이블의 소유주여야만 합니다',
  'must be owner of relation %s': '%s 릴레이션(relation)의 소유주여야만 합니다',
  'must be owner of type %s': '%s 자료형의 소유주여야만 합니다',
  'permission denied for table %s': '%s 테이블에 대한 접근 권한 없음',
  'permission denied for schema %s': '%s 스키마(schema) 접근 권한 없음',
  'permission denied to set parameter "%s"': '"%s" 매개 변수를 지정할 권한이 없습니다.',
  'cannot %s "%s" because it has pending trigger events':
    '보류 중인 트리거 이벤트가 있으므로 %s "%s" 작업을 할 수 없음',
  'constraints on permanent tables may reference only permanent tables':
    '영구 저장용 테이블의 제약 조건은 영구 저장용 테이블을 참조 합니다.',
  'constraints on unlogged tables may reference only permanent or unlogged tables':
    'unlogged 테이블의 제약 조건은 영구 저장용 테이블 또는 unlogged 테이블을 참조합니다.',
  'constraints on temporary tables may reference only temporary tables':
    '임시 테이블의 제약 조건은 임시 테이블에 대해서만 참조할 것입니다.',
  'multiple primary keys for table "%s" are not allowed': '"%s" 테이블에는 이미 기본키가 있습니다',
  'identity column type must be smallint, integer, or bigint':
    '식별 칼럼에 쓸 자료형은 smallint, integer, bigint 자료형만 쓸 수 있음',
  'canceling statement due to lock timeout': '잠금 대기 시간 초과로 작업을 취소합니다.',
  'could not obtain lock on relation "%s"': '"%s" 릴레이션의 잠금 정보를 구할 수 없음',
  'canceling statement due to statement timeout': '명령실행시간 초과로 작업을 취소합니다.',
  'deadlock detected': 'deadlock 발생했음',
  'cannot execute %s in a read-only transaction':
    '읽기 전용 트랜잭션에서는 %s 명령을 실행할 수 없습니다.',
  'current transaction is aborted, commands ignored until end of transaction block':
    '현재 트랜잭션은 중지되어 있습니다. 이 트랜잭션을 종료하기 전까지는 모든 명령이 무시될 것입니다',
};
