import { OutboundError } from './error';

/** RFC 9110 token. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible ASCII, space and tab: no CR, LF, NUL, nor what a header cannot carry unambiguously. */
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Refuses headers before anything is dialled: Node and undici throw a bare `TypeError` in mid-flight, which a caller
 * would take for an outage and repeat for ever (S28).
 * @throws OutboundError `invalid_request`, with the header's position only: name and value may hold anything.
 */
export function assertHeaders(headers: Record<string, string>): void {
  Object.entries(headers).forEach(([name, value], index) => {
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw new OutboundError('invalid_request', `header ${index + 1} holds characters that cannot be sent`);
    }
  });
}
