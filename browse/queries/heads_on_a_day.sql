-- title: Who headed a body on a day
-- title_vi: Ai đứng đầu cơ quan vào một ngày
-- description: Persons that articles name in the posts of a body, those whose time covers the day first. Give the body's full name (as Sở Nội vụ tỉnh Lào Cai) and a day.
-- description_vi: Người được bài viết nêu ở các chức vụ của một cơ quan; người có thời gian bao trùm ngày đó xếp trước. Nhập tên đầy đủ của cơ quan và ngày.
SELECT v.name, v.title, v.organization, v.first_seen, v.last_seen,
       coalesce(coalesce(nullif(:day, ''), v.last_seen) BETWEEN v.first_seen AND v.last_seen, 0) AS within, v.articles, v.article_id, v.fact_id
FROM posts p
JOIN organizations o ON o.id = p.organization
JOIN tenures t ON t.post = p.id
JOIN v_officials v ON v.id = t.id
WHERE o.name = coalesce(nullif(:organization, ''), 'Sở Nội vụ tỉnh Lào Cai') AND v.status <> 'former'
ORDER BY within DESC, v.last_seen DESC, v.sort_key
