-- title: Which unit became which
-- title_vi: Đơn vị nào thành đơn vị nào
-- description: What the districts' communes and the provinces of today were made of; part means that a unit was divided.
-- description_vi: Các đơn vị hiện nay của một tỉnh gồm những đơn vị nào; part là đơn vị bị chia.
SELECT o.name AS old, o.province, n.name AS new, n.province AS province_2025, s.part, s.changed_on, s.source
FROM places n
JOIN place_successors s ON s.successor = n.id
JOIN places o ON o.id = s.place
WHERE n.province = coalesce(nullif(:province, ''), 'tỉnh Lào Cai') AND n.valid_from >= '2025-07-01'
ORDER BY n.sort_key, o.sort_key
