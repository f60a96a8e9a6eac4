-- (e) Heads of provincial departments on 31 December 2020: of each department, who was named as its head last before that day.
-- An article proves the day on which it says so. certain = 1: named before and after the day; 0: before only, so the post may
-- have changed hands meanwhile. A department that no article names until then is absent.
WITH named AS (
  SELECT organization, name, title, first_seen, last_seen, id,
         CASE WHEN last_seen < '2020-12-31' THEN last_seen ELSE '2020-12-31' END AS seen
  FROM v_officials
  WHERE title IN ('Giám đốc', 'Quyền Giám đốc', 'Phó Giám đốc phụ trách') AND organization LIKE 'Sở %'
    AND status <> 'former' AND first_seen <= '2020-12-31'
), ordered AS (
  SELECT *, row_number() OVER (PARTITION BY organization ORDER BY seen DESC, first_seen DESC, id) AS place FROM named
)
SELECT organization, name, title, first_seen, last_seen,
       CASE WHEN last_seen >= '2020-12-31' THEN 1 ELSE 0 END AS certain
FROM ordered
WHERE place = 1
ORDER BY organization;
