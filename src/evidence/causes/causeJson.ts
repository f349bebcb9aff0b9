import type { Cause, CauseAction } from './cause.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function actionToJson(action: CauseAction): Json {
  switch (action.kind) {
    case 'inspect':
      return {
        kind: action.kind,
        ...(action.host && { host: action.host }),
        ...(action.port && { port: action.port }),
      };
    case 'export':
      return { kind: action.kind, ...(action.thumbprint && { thumbprint: action.thumbprint }) };
    case 'openConnector':
      return { kind: action.kind, identity: action.connector.identity.value };
    default:
      return { kind: action.kind };
  }
}

/** A cause as programs read it. */
export function causeToJson({ code, likelihood, explanation, confirm, next, actions }: Cause): {
  readonly [key: string]: Json;
} {
  return { code, likelihood, explanation, ...(confirm && { confirm }), next, actions: actions.map(actionToJson) };
}
