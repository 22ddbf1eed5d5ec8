-- How often each step of opening and closing was begun. A worker that comes out of a pause sees that another has taken the step over.
ALTER TABLE handoffs ADD COLUMN step_attempts jsonb NOT NULL DEFAULT '{}';
