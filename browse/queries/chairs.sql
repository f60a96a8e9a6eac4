-- title: Who chaired events
-- title_vi: Ai chủ trì các sự kiện
-- description: Events of a province that name who chaired them, newest first.
-- description_vi: Các sự kiện của một tỉnh có nêu người chủ trì, mới nhất trước.
-- parameter: province = tỉnh Lào Cai
-- parameter: year = all
SELECT start_date, kind, name, chairs, organizer, venue, article_id, fact_id
FROM v_events
WHERE province = coalesce(nullif(:province, ''), 'tỉnh Lào Cai') AND chairs IS NOT NULL
  AND (:year = '' OR substr(start_date, 1, 4) = :year)
ORDER BY start_date DESC, fact_id
