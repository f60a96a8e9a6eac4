-- title: Documents cited most
-- title_vi: Văn bản được dẫn nhiều nhất
-- description: Decisions, plans and circulars by the number of articles that cite them, with one of them.
-- description_vi: Quyết định, kế hoạch, thông tư theo số bài viện dẫn, kèm một bài.
SELECT type, number, max(issuer) AS issuer, min(date) AS date, count(DISTINCT article_id) AS articles, article_id, min(fact_id) AS fact_id
FROM v_documents
GROUP BY type, number
ORDER BY articles DESC, number, type
LIMIT 200
