// A tolerant JSON reader (RFC 8259) for text that somebody is typing: comments, trailing commas, a BOM and missing
// parts are passed over, and what can be read is read. The values stand on a tape of offsets and are decoded when asked
// for, because a document of thousands of objects is checked for a handful of members.
import { type JsonKind, JsonTape, jsonKind } from './jsonTape.js';
import { findRuns, forgetRuns, type KnownKey, maxChanges, type Trail, telling, unread } from './jsonTrail.js';

const maxDepth = 200;

const quote = 34;
const slash = 47;
const star = 42;
const backslash = 92;

function isBlank(unit: number): boolean {
  return unit === 32 || (unit <= 13 && unit >= 9) || unit === 0xfeff || unit === 0xa0;
}

// What the open container waits for.
const element = 0;
const key = 1;
const colon = 2;
const value = 3;

/** Reads tokens in one pass over the text; puts values at their place and fills in what was left out. */
class Reader {
  readonly tape: JsonTape;
  private readonly open = new Int32Array(maxDepth + 2);
  private readonly trails: Trail[] = [];
  private depth = 0;
  private expects: number = element;
  /** Where the member before ended, or the bracket of the object, and how many nodes there were then. */
  private memberStart = -1;
  private memberNode = 0;
  /** The key whose value is to be read, and where that begins if nothing stands before it. */
  private awaited: KnownKey | undefined;
  private awaitedAt = -1;
  /** The first line feed at or behind the string read last: one search a line, not one a string. */
  private lineFeed = -1;

  constructor(private readonly text: string) {
    this.tape = new JsonTape(text);
  }

  read(): JsonTape {
    const { text } = this;
    let i = 0;
    while (i < text.length && this.depth <= maxDepth) {
      const next = i === this.memberStart ? this.expectedMember(i) : 0;
      if (next > 0) {
        i = next;
        continue;
      }
      const unit = text.charCodeAt(i);
      if (isBlank(unit)) {
        i++;
      } else if (unit === quote) {
        i = this.string(i);
      } else if (unit === 44) {
        this.finishMember(i++);
      } else if (unit === 58) {
        this.colon(i++);
      } else if (unit === 91 && text.charCodeAt(i + 1) === 93 && (this.expects === value || this.expects === element)) {
        this.scalar(jsonKind.array, i, i + 2);
        i += 2;
      } else if (unit === 123 || unit === 91) {
        this.start(unit === 123 ? jsonKind.object : jsonKind.array, i++);
      } else if (unit === 125 || unit === 93) {
        this.close(unit === 125 ? jsonKind.object : jsonKind.array, i++);
      } else {
        i = this.commentOrWord(i);
      }
    }
    if (this.depth > maxDepth) {
      this.tape.tooDeepAt = i;
    }
    while (this.depth > 0) {
      this.closeOne(i, i);
    }
    return this.tape;
  }

  /** Reads a member, or all that stands before its value, as the object before had it; else 0, and nothing is read. */
  private expectedMember(from: number): number {
    const trail = this.trails[this.depth];
    const known = trail === undefined || trail.matched < 0 ? undefined : trail.keys[trail.matched];
    if (trail === undefined || known === undefined || known.lead === '') {
      return 0;
    }
    const after = known.run > 1 ? this.sameRun(trail, known, from) : 0;
    if (after > 0) {
      return after;
    }
    const behind = from + known.lead.length;
    const end = this.sameEnd(known, from);
    if (end === 0 && this.text.slice(from, behind) !== known.lead) {
      return 0;
    }
    trail.matched++;
    known.from = from;
    known.node = this.tape.length;
    this.tape.push(jsonKind.string, from + known.start, from + known.end);
    if (end > 0) {
      this.tape.push(known.kind, behind, end);
      this.beginMember(end);
      return end;
    }
    this.expects = value;
    this.awaited = known.changes < maxChanges ? known : undefined;
    this.awaitedAt = behind;
    return behind;
  }

  /** Takes over members that are the same as in the object before, all at once; 0 where they are not. */
  private sameRun(trail: Trail, first: KnownKey, from: number): number {
    const behind = trail.keys[trail.matched + first.run];
    const { text } = this;
    const end = from + (behind?.from ?? 0) - first.from;
    // The last of them may be a word.
    if (behind === undefined || text.slice(from, end) !== text.slice(first.from, behind.from) || !mayEnd(text, end)) {
      first.run = 0;
      return 0;
    }
    const shift = from - first.from;
    const nodes = this.tape.length - first.node;
    this.tape.repeat(first.node, behind.node, shift);
    for (let i = 0; i < first.run; i++) {
      const key = trail.keys[trail.matched + i];
      if (key !== undefined) {
        key.from += shift;
        key.node += nodes;
      }
    }
    trail.matched += first.run;
    this.beginMember(end);
    return end;
  }

  /** Where a member ends that is the same as in the object before; 0 where it is not. */
  private sameEnd(known: KnownKey, from: number): number {
    if (known.whole === '' || known.changes >= maxChanges) {
      return 0;
    }
    const end = from + known.whole.length;
    if (this.text.slice(from, end) === known.whole && (known.kind !== jsonKind.word || mayEnd(this.text, end))) {
      known.repeats++;
      return end;
    }
    known.changes++;
    return 0;
  }

  /** Remembers a key. From the first on that the object before had not at the same place, an object is one of its own. */
  private recordKey(start: number, end: number): void {
    const trail = this.trails[this.depth];
    if (trail === undefined) {
      return;
    }
    const written = this.text.slice(start, end);
    const known = trail.matched < 0 ? undefined : trail.keys[trail.matched];
    if (known?.written === written) {
      trail.matched++;
      // Written another way: where it began is not known.
      trail.objects = telling;
      forgetRuns(trail);
      return;
    }
    if (trail.matched >= 0) {
      trail.keys = trail.keys.slice(0, trail.matched);
      trail.matched = -1;
    }
    trail.keys.push({ written, ...this.leadOf(start, end), whole: '', ...unread });
  }

  /** What led to the key that was pushed last: known where it is a string alone between the member before and a colon. */
  private leadOf(start: number, end: number): Pick<KnownKey, 'lead' | 'start' | 'end'> {
    const { text, memberStart, tape } = this;
    const isKey = memberStart >= 0 && tape.length === this.memberNode + 1 && text.charCodeAt(start) === quote;
    if (!isKey || text.charCodeAt(end) !== 58) {
      return { lead: '', start: 0, end: 0 };
    }
    const behind = text.charCodeAt(end + 1) === 32 ? end + 2 : end + 1;
    return { lead: text.slice(memberStart, behind), start: start - memberStart, end: end - memberStart };
  }

  /** A member or a bracket ended: a key is expected. */
  private beginMember(at: number): void {
    this.expects = key;
    this.memberStart = at;
    this.memberNode = this.tape.length;
  }

  /** Reads a string, which ends before its line does; returns the offset behind it. */
  private string(from: number): number {
    const { text } = this;
    let end = text.indexOf('"', from + 1);
    if (this.lineFeed < from) {
      const next = text.indexOf('\n', from);
      this.lineFeed = next < 0 ? text.length : next;
    }
    if (end > 0 && text.charCodeAt(end - 1) === backslash) {
      end = closingQuote(text, from + 1);
    }
    if (end < 0 || end > this.lineFeed) {
      this.scalar(jsonKind.openString, from, this.lineFeed);
      return this.lineFeed;
    }
    this.scalar(jsonKind.string, from, end + 1);
    return end + 1;
  }

  private commentOrWord(from: number): number {
    const { text } = this;
    const next = text.charCodeAt(from) === slash ? text.charCodeAt(from + 1) : 0;
    if (next === slash) {
      const end = text.indexOf('\n', from);
      return end < 0 ? text.length : end;
    }
    if (next === star) {
      const end = text.indexOf('*/', from + 2);
      return end < 0 ? text.length : end + 2;
    }
    const end = wordEnd(text, from);
    this.scalar(jsonKind.word, from, end);
    return end;
  }

  /** A value behind a key without a colon means that the key was left alone. */
  private scalar(kind: JsonKind, start: number, end: number): void {
    if (this.expects === colon) {
      this.finishMember(start);
    }
    this.tape.push(kind, start, end);
    if (this.expects === key) {
      this.recordKey(start, end);
      this.expects = colon;
    } else if (this.expects !== element) {
      if (start === this.awaitedAt && this.awaited !== undefined && kind !== jsonKind.openString) {
        this.awaited.whole = this.text.slice(this.memberStart, end);
        this.awaited.kind = kind;
      }
      this.beginMember(end);
    }
  }

  private start(kind: JsonKind, at: number): void {
    if (this.expects === key) {
      this.missingKey(at);
    }
    this.open[++this.depth] = this.tape.push(kind, at, at + 1);
    this.expects = element;
    if (kind === jsonKind.object) {
      this.beginTrail();
      this.beginMember(at + 1);
    }
  }

  private beginTrail(): void {
    const trail = this.trails[this.depth];
    if (trail === undefined) {
      this.trails[this.depth] = { keys: [], template: -1, matched: -1, objects: 0 };
    } else {
      trail.matched = 0;
    }
  }

  private missingKey(at: number): void {
    this.tape.push(jsonKind.missing, at, at);
    this.recordKey(at, at);
  }

  private colon(at: number): void {
    if (this.expects === key) {
      this.keyAfterAll(at);
    }
    if (this.expects !== element) {
      this.expects = value;
    }
  }

  /** `"a": "b": 1` while a's value is being typed: what looked like the value was the next key. */
  private keyAfterAll(at: number): void {
    const last = this.tape.length - 1;
    const kind = this.tape.kind(last);
    if (last > (this.open[this.depth] ?? 0) && (kind === jsonKind.string || kind === jsonKind.word)) {
      const start = this.tape.start(last);
      const end = this.tape.end(last);
      this.tape.pop();
      this.memberStart = -1;
      this.tape.push(jsonKind.missing, start, start);
      this.tape.push(kind, start, end);
      this.recordKey(start, end);
    } else {
      this.missingKey(at);
    }
  }

  private finishMember(at: number): void {
    if (this.expects > key) {
      this.tape.push(jsonKind.missing, at, at);
      this.expects = key;
      this.memberStart = -1;
    }
  }

  /** Closes the nearest container of this kind; a stray bracket closes none. */
  private close(kind: JsonKind, at: number): void {
    let level = this.depth;
    while (level > 0 && this.tape.kind(this.open[level] ?? 0) !== kind) {
      level--;
    }
    while (level > 0 && this.depth >= level) {
      this.closeOne(at, this.depth === level ? at + 1 : at);
    }
  }

  private closeOne(at: number, end: number): void {
    this.finishMember(at);
    const node = this.open[this.depth] ?? 0;
    this.tape.close(node, end, this.tape.kind(node) === jsonKind.object ? this.endTrail(node) : 0);
    this.depth--;
    const inObject = this.depth > 0 && this.tape.kind(this.open[this.depth] ?? 0) === jsonKind.object;
    this.expects = element;
    if (inObject) {
      this.beginMember(end);
    }
  }

  /** The first object of the run that an object belongs to: the object itself where it is not like the one before. */
  private endTrail(node: number): number {
    const trail = this.trails[this.depth];
    if (trail === undefined) {
      return node;
    }
    if (trail.matched < 0 || trail.matched < trail.keys.length) {
      trail.keys = trail.matched < 0 ? trail.keys : trail.keys.slice(0, trail.matched);
      trail.template = node;
      trail.objects = 0;
      forgetRuns(trail);
    } else if (++trail.objects === telling) {
      findRuns(trail);
    }
    return trail.template;
  }
}

/** The offset of the quote that closes a string with escapes; -1 where none does. */
function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === quote) {
      return i;
    }
    if (unit === backslash) {
      i++;
    }
  }
  return -1;
}

/** The offset behind a number, a literal or a stray word; at least one character is taken. */
function wordEnd(text: string, from: number): number {
  let i = from + 1;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // , : [ ] { } " /
    if (unit === 44 || unit === 58 || unit === 91 || unit === 93 || unit === 123 || unit === 125 || unit === quote) {
      break;
    }
    if (unit === slash || isBlank(unit)) {
      break;
    }
  }
  return i;
}

/** Whether a value that ends at an offset goes on in no way. */
function mayEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 44 || unit === 125 || isBlank(unit);
}

/** Reads every value of the text, whatever its state; never throws. Top-level values stand one after the other. */
export function readJson(text: string): JsonTape {
  return new Reader(text).read();
}
