import * as vscode from 'vscode';
import { plainMessage } from './markdown.js';

/** Where a question stands in its form. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly total: number;
}

/** What the user did: answered, went back, or left the form. */
export type Outcome<T> = { readonly answer: T } | 'back' | 'left';

/** Asks one thing; resolves to all answers so far, the new one among them. */
export type Question<A> = (answers: A, place: Place) => Promise<Outcome<A>>;

/**
 * Asks questions in turn, which may depend on the answers so far, with a way back. Resolves to all answers; `undefined`
 * when the user left. An answer stays when the user goes back, and is proposed again.
 */
export async function askInTurn<A>(
  title: string,
  start: A,
  questions: (answers: A) => readonly Question<A>[],
): Promise<A | undefined> {
  let answers = start;
  for (let index = 0; ; ) {
    const all = questions(answers);
    const question = all[index];
    if (!question) {
      return answers;
    }
    const outcome = await question(answers, { title, step: index + 1, total: all.length });
    if (outcome === 'left') {
      return undefined;
    }
    if (outcome === 'back') {
      index -= 1;
    } else {
      answers = outcome.answer;
      index += 1;
    }
  }
}

/** A line of text to ask for. */
export interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Why the text will not do, in a sentence. */
  readonly problem: (text: string) => string | undefined;
}

/** Asks for a line of text; a mistake is told while it is typed. */
export function askText(place: Place, { prompt, placeholder, value, problem }: TextQuestion): Promise<Outcome<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = prompt;
  box.placeholder = placeholder;
  box.value = value;
  const check = (): boolean => {
    const found = problem(box.value);
    box.validationMessage = found === undefined ? undefined : plainMessage(found);
    return found === undefined;
  };
  return answered(box, place, (resolve) => {
    // What is proposed is not judged before the user has seen it.
    box.onDidChangeValue(check);
    box.onDidAccept(() => check() && resolve({ answer: box.value }));
  });
}

/** One of several answers. */
export interface Choice<T> extends vscode.QuickPickItem {
  readonly answer: T;
}

/** Choices to pick from, and whether something else may be typed. */
export interface ChoiceQuestion<T> {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** What a typed text stands for, or why it will not do. */
  readonly typed?: (text: string) => { readonly answer: T } | { readonly problem: string };
}

/** Asks for one of the choices, or for a text that is none of them. */
export function askChoice<T>(place: Place, question: ChoiceQuestion<T>): Promise<Outcome<T>> {
  const pick = vscode.window.createQuickPick<Choice<T> | Refused>();
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  const update = (): void => {
    const text = pick.value.trim();
    const isChoice = question.choices.some(({ label }) => label === text);
    const own = question.typed && text !== '' && !isChoice ? [typedItem(text, question.typed(text))] : [];
    pick.items = [...own, ...question.choices];
  };
  update();
  return answered(pick, place, (resolve) => {
    pick.onDidChangeValue(update);
    pick.onDidAccept(() => {
      const item = pick.selectedItems[0];
      if (item && 'answer' in item) {
        resolve({ answer: item.answer });
      }
    });
  });
}

/** A typed text that will not do: shown with the reason, never accepted. */
interface Refused extends vscode.QuickPickItem {
  readonly refused: true;
}

function typedItem<T>(text: string, read: { readonly answer: T } | { readonly problem: string }): Choice<T> | Refused {
  return 'problem' in read
    ? { label: `$(error) ${text}`, description: read.problem, alwaysShow: true, refused: true }
    : { label: text, alwaysShow: true, answer: read.answer };
}

function answered<T>(
  input: vscode.InputBox | vscode.QuickPick<Choice<T> | Refused>,
  { title, step, total }: Place,
  listen: (resolve: (outcome: Outcome<T>) => void) => void,
): Promise<Outcome<T>> {
  input.title = title;
  input.step = step;
  input.totalSteps = total;
  // Another window may be where the value is copied from.
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Outcome<T>>((resolve) => {
    input.onDidTriggerButton(() => resolve('back'));
    input.onDidHide(() => resolve('left'));
    listen(resolve);
    input.show();
  }).finally(() => input.dispose());
}
