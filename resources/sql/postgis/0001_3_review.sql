-- Review: who may bring a record from which state to which.
-- draft → submitted → county → city (may be left out) → province; each level may return it with a reason.
INSERT INTO mine_hub.review_transition (from_state, to_state, role, action, needs_reason) VALUES
    ('draft', 'submitted', 'surveyor', 'submit', false),
    ('draft', 'submitted', 'contractor', 'submit', false),
    ('draft', 'submitted', 'county_reviewer', 'submit', false),
    ('returned', 'submitted', 'surveyor', 'submit', false),
    ('returned', 'submitted', 'contractor', 'submit', false),
    ('returned', 'submitted', 'county_reviewer', 'submit', false),
    ('returned', 'draft', 'surveyor', 'withdraw', false),
    ('returned', 'draft', 'contractor', 'withdraw', false),
    ('submitted', 'draft', 'surveyor', 'withdraw', false),
    ('submitted', 'draft', 'contractor', 'withdraw', false),
    ('submitted', 'county', 'county_reviewer', 'forward', false),
    ('submitted', 'returned', 'county_reviewer', 'return', true),
    ('county', 'returned', 'county_reviewer', 'reopen', true),
    ('county', 'city', 'city_reviewer', 'forward', false),
    ('county', 'returned', 'city_reviewer', 'return', true),
    ('county', 'province', 'province_reviewer', 'accept', false),
    ('county', 'returned', 'province_reviewer', 'return', true),
    ('city', 'returned', 'city_reviewer', 'reopen', true),
    ('city', 'province', 'province_reviewer', 'accept', false),
    ('city', 'returned', 'province_reviewer', 'return', true),
    ('province', 'returned', 'province_reviewer', 'reopen', true);
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.review_refusal(
    p_roles text[], p_table text, p_old text, p_new text, p_edits boolean
) RETURNS text
LANGUAGE plpgsql STABLE AS $$
-- Why a person of these roles may not do this to a record, or NULL. p_edits: values beside the review change.
BEGIN
    IF 'admin' = ANY (p_roles) OR p_table = '_sync_conflict' THEN
        RETURN NULL;
    END IF;
    IF p_edits AND NOT p_roles && ARRAY['surveyor', 'contractor', 'county_reviewer'] THEN
        RETURN 'your role reviews the records of this county and does not edit them';
    END IF;
    IF p_new IS NULL OR p_new = p_old THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM mine_hub.review_transition t
               WHERE t.from_state = p_old AND t.to_state = p_new AND t.role = ANY (p_roles)) THEN
        RETURN NULL;
    END IF;
    RETURN format('your role may not bring a record from the review state “%s” to “%s”', p_old, p_new);
END
$$;
RESET ROLE;
