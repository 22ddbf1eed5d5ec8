/**
 * For every promise the SDK writes down where it was made, with a look into the source map for each frame: with V8's ten frames
 * that is a fifth of a replay's time. Three are what is needed: two are the SDK's own, the third is the line that waits, which
 * is what the Temporal UI's "Call Stack" shows. Loaded once per thread, before the SDK freezes `Error` (ADR 0059).
 */
Error.stackTraceLimit = 3;

export {};
