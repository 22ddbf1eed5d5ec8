import { objectOf, textOf } from './raw';
import type { NormalisedAction } from './types';

type Raw = Readonly<Record<string, unknown>>;

/** Of a choice's words in Sunshine, too. */
const MAX_LABEL = 128;
const ZOOM = 16;

export function locationText(content: Raw): string | null {
  const place = objectOf(content['location']);
  const at = coordinatesOf(content);
  const where = at === undefined ? undefined : `${at.lat}, ${at.long}`;
  const parts = [textOf(place['name']), textOf(place['address']), where].filter((part) => part !== undefined);
  return parts.length === 0 ? null : `Location: ${parts.join(', ')}`;
}

/**
 * A link to the place on a map that asks for no account and no key. The address is made of the two numbers alone; what an agent
 * wrote is only its words.
 */
export function mapOf(content: Raw): NormalisedAction[] {
  const at = coordinatesOf(content);
  if (at === undefined || Math.abs(at.lat) > 90 || Math.abs(at.long) > 180) return [];
  const place = objectOf(content['location']);
  const text = textOf(place['name']) ?? textOf(place['address']) ?? `${at.lat}, ${at.long}`;
  const url = `https://www.openstreetmap.org/?mlat=${at.lat}&mlon=${at.long}#map=${ZOOM}/${at.lat}/${at.long}`;
  return [{ type: 'link', text: text.slice(0, MAX_LABEL), payload: null, url }];
}

function coordinatesOf(content: Raw): { lat: number; long: number } | undefined {
  const { lat, long } = objectOf(content['coordinates']);
  return typeof lat === 'number' && typeof long === 'number' ? { lat, long } : undefined;
}
