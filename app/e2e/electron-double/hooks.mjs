/** Module hooks: `electron` is the double, everything else is what it is. */
let double = ''

export function initialize(data) {
  double = data.double
}

export async function resolve(specifier, context, next) {
  if (specifier === 'electron' || specifier === 'electron/main') return { url: double, shortCircuit: true }
  return next(specifier, context)
}
