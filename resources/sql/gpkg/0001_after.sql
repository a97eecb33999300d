-- Migration 1, after the listed tables: one list of all problems, whatever their geometry.
CREATE VIEW problem AS
SELECT 'problem_point' AS source_table, fid, uuid, number, type, name, grade, responsibility, responsibility_confirmed,
       township, treatment_status, review_state, surveyed_on
FROM problem_point
UNION ALL
SELECT 'problem_line', fid, uuid, number, type, name, grade, responsibility, responsibility_confirmed,
       township, treatment_status, review_state, surveyed_on
FROM problem_line
UNION ALL
SELECT 'problem_area', fid, uuid, number, type, name, grade, responsibility, responsibility_confirmed,
       township, treatment_status, review_state, surveyed_on
FROM problem_area;
