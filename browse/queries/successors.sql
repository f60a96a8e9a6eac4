-- title: Which unit became which
-- title_vi: Đơn vị nào thành đơn vị nào
-- description: What the communes and the province of today were made of (part: the unit was divided), with the decision that says so.
-- description_vi: Tỉnh và các xã hiện nay hình thành từ những đơn vị nào (part: đơn vị cũ bị chia), kèm văn bản quy định.
-- parameter: province = tỉnh Lào Cai
SELECT o.name AS old, o.province, n.name AS new, n.province AS province_2025, s.part, s.changed_on, s.source
FROM places n
JOIN place_successors s ON s.successor = n.id
JOIN places o ON o.id = s.place
WHERE n.province = coalesce(nullif(:province, ''), 'tỉnh Lào Cai') AND n.valid_from >= '2025-07-01'
ORDER BY n.sort_key, o.sort_key
