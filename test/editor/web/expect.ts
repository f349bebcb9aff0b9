/** Throws unless both are the same as JSON. Node's own assertions are not there in a worker. */
export function equal(actual: unknown, expected: unknown): void {
  const [is, should] = [actual, expected].map((each) => JSON.stringify(each));
  if (is !== should) {
    throw new Error(`${is} where ${should} was expected`);
  }
}

/** Throws unless the text matches. */
export function match(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) {
    throw new Error(`${pattern} does not match ${JSON.stringify(text)}`);
  }
}
