// Text from certificates, servers and files may carry terminal escapes, line breaks or bidirectional controls that
// make it read as something else. It passes through here on its way to a terminal, a tree or a report.

// C0, DEL, C1; zero-width and bidirectional controls; line and paragraph separators; tags; lone surrogates.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** One line that shows what it contains: every control or invisible character becomes U+FFFD. */
export function printable(text: string, maxLength = 1000): string {
  const clean = text.replace(unsafe, '\ufffd');
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
