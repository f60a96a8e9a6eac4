-- title: What was read of a portal
-- title_vi: Đã đọc được gì của một cổng
-- description: Articles listed, fetched and lost by portal and year of publication. Years without a row were not looked at.
-- description_vi: Số bài liệt kê, tải được và mất theo cổng và năm đăng. Năm không có dòng là chưa xem tới.
-- parameter: portal = all
SELECT p.name AS portal, substr(c.month, 1, 4) AS year, sum(c.listed) AS listed, sum(c.fetched) AS fetched, sum(c.refused) AS refused,
       sum(c.failed) AS failed, sum(c.irrelevant) AS irrelevant, sum(c.outside) AS outside, sum(c.extracted) AS extracted
FROM coverage c LEFT JOIN portals p ON p.id = c.portal
WHERE (:portal = '' OR c.portal = :portal)
GROUP BY 1, 2
ORDER BY 1, 2
