-- title: Documents cited most
-- title_vi: Văn bản được viện dẫn nhiều nhất
-- description: Decisions, plans and circulars by the number of articles that cite them, with one of these articles.
-- description_vi: Quyết định, kế hoạch, thông tư theo số bài viện dẫn, kèm một trong các bài đó.
WITH cited AS (
  SELECT type, number, max(issuer) AS issuer, min(date) AS date, count(DISTINCT article_id) AS articles, min(fact_id) AS fact_id
  FROM v_documents
  GROUP BY number, type
  ORDER BY articles DESC, number, type
  LIMIT 200
)
SELECT c.type, c.number, c.issuer, c.date, c.articles, d.article_id, c.fact_id
FROM cited c
JOIN v_documents d ON d.fact_id = c.fact_id
ORDER BY c.articles DESC, c.number, c.type
