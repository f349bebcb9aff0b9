// Reports are passed on; whom a mail came from and what it was about is nobody's business. Domains stay, since the
// diagnosis rests on them.
import type { Evidence } from './evidence.js';

// Local parts with what RFC 5321 and 6531 allow unquoted, or a quoted one. The domain follows.
const address = /(?:"[^"\r\n]{1,64}"|[^\s<>()[\]{}:;,"'=|\\@]{1,128})@(?=[A-Za-z0-9\u0080-\uffff[])/g;
const mark = '…';
// Fields that name people or say what a message is about, with their folded lines; some in the languages of clients.
const personalField =
  /^([> \t]{0,40}(?:subject|thread-topic|from|to|cc|bcc|reply-to|sender|x-original-to|delivered-to|x-failed-recipients|betreff|von|an|objet|de|asunto|oggetto|onderwerp|assunto|тема|件名|主题|主旨)[ \t]*:)[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*/gim;
const loggedSubject = /\b(header Subject:|T=")[^"\r\n;]*/gi;

/** A text without local parts of addresses, subjects and names of people. */
export function redact(text: string): string {
  return text.replace(personalField, `$1 ${mark}`).replace(loggedSubject, `$1${mark}`).replace(address, `${mark}@`);
}

/** Evidence that can be passed on. */
export function redactEvidence(evidence: Evidence): Evidence {
  const { reply, summary } = evidence;
  return { ...evidence, summary: redact(summary), reply: reply === undefined ? undefined : redact(reply) };
}
