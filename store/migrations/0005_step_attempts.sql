-- How often each step of opening and closing was begun. A worker that comes out of a pause sees that another has taken the step over.
ALTER TABLE handoffs ADD COLUMN step_attempts jsonb NOT NULL DEFAULT '{}';--> statement-breakpoint
-- Until when a call of a worker that is gone, or whose answer was lost, may still take effect at Zendesk.
ALTER TABLE handoffs ADD COLUMN step_under_way_until timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE messages ADD COLUMN under_way_until timestamp (3) with time zone;--> statement-breakpoint
-- A live message whose id the transcript has, too, is told from it by the numbers of its parts.
ALTER TABLE messages ADD COLUMN first_part integer NOT NULL DEFAULT 0;
