-- title: Who headed a body on a day
-- title_vi: Ai đứng đầu cơ quan vào một ngày
-- description: Heads of a body (deputies who stand in included) and when articles name them as such: those whose time covers the day first, then the nearest. Give the body's full name. A head held the post on the days between first_seen and last_seen, perhaps also before and after.
-- description_vi: Người đứng đầu một cơ quan (kể cả cấp phó phụ trách) và khoảng thời gian bài viết nêu họ ở chức vụ đó; ai có thời gian bao trùm ngày đã cho xếp trước, rồi đến người gần nhất. Nhập tên đầy đủ của cơ quan. Ngoài khoảng first_seen – last_seen người đó có thể vẫn giữ chức.
-- parameter: organization = Sở Nội vụ tỉnh Lào Cai
-- parameter: day = all
SELECT v.name, v.title, v.organization, v.first_seen, v.last_seen,
       CASE WHEN :day <> '' THEN :day BETWEEN v.first_seen AND v.last_seen END AS covers_day, v.articles, v.article_id, v.fact_id
FROM organizations o
JOIN posts p ON p.organization = o.id
JOIN tenures t ON t.post = p.id
JOIN v_officials v ON v.id = t.id
WHERE o.name = coalesce(nullif(:organization, ''), 'Sở Nội vụ tỉnh Lào Cai') AND v.status <> 'former'
  AND (v.title LIKE '%phụ trách%' OR v.title NOT LIKE 'Phó%' AND (v.title LIKE 'Chủ tịch%' OR v.title LIKE 'Bí thư%' OR v.title LIKE 'Giám đốc%'
    OR v.title LIKE '%trưởng%' OR v.title LIKE 'Chánh%' OR v.title LIKE 'Chủ nhiệm%' OR v.title LIKE 'Tổng%' OR v.title LIKE 'Quyền%'
    OR v.title LIKE 'Thủ tướng%'))
ORDER BY covers_day DESC,
         CASE WHEN :day <> '' THEN min(abs(julianday(:day) - julianday(v.first_seen)), abs(julianday(:day) - julianday(v.last_seen))) END,
         v.last_seen DESC, v.sort_key, v.id
