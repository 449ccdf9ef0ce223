// Rules of this project that no ready-made rule expresses; loaded by .oxlintrc.json.

const BUILT_IN_ERRORS = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError']);

/** Errors that leave a library carry a code of the catalog; a bare Error tells nobody what to do. */
const noBareError = {
  /** @param {{ report: (problem: object) => void }} context */
  create(context) {
    return {
      /** @param {{ argument: { type: string, callee?: { type: string, name?: string } } }} node */
      ThrowStatement(node) {
        const { type, callee } = node.argument;
        const isConstruction = type === 'NewExpression' || type === 'CallExpression';
        if (isConstruction && callee?.type === 'Identifier' && BUILT_IN_ERRORS.has(callee.name ?? '')) {
          context.report({
            node,
            message: `Throw a ConsiliumError with a code of the catalog, not ${callee.name}; for impossible cases use assertNever.`,
          });
        }
      },
    };
  },
};

/** `new Date()` reads the machine's clock as `Date.now()` does. */
const noAmbientDate = {
  /** @param {{ report: (problem: object) => void }} context */
  create(context) {
    /** @param {{ callee: { type: string, name?: string }, arguments: unknown[] }} node */
    const check = (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
        context.report({ node, message: 'Time is a parameter: take a Clock and make the date from clock.now().' });
      }
    };
    return { NewExpression: check };
  },
};

export default {
  meta: { name: 'house' },
  rules: { 'no-bare-error': noBareError, 'no-ambient-date': noAmbientDate },
};
