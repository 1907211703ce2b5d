/**
 * What the program's own `register()` calls add to its manager classes, as declarations to append to its files.
 *
 * `Waterworks.register('Tank', { callable: Tank, exposed: ['level'] })` on a line of its own cannot change the type of
 * `Waterworks`; an interface of the same name in the same file can. A file that registers a typeid without a callable
 * (a client) gets the type from the file that registers it with one. Pure, but for the compiler that reads the syntax.
 */
import type * as TypeScript from './syntax.ts'

type Compiler = typeof TypeScript
type Node = TypeScript.Node
type Expression = TypeScript.Expression
type SourceFile = TypeScript.SourceFile

interface Registration {
  readonly file: string
  /** Name of the manager class, as the file calls it. */
  readonly manager: string
  readonly typeid: string
  readonly callable: Expression | undefined
  /** Texts of the options that shape the type, as types. */
  readonly exposed: readonly string[] | undefined
  readonly toTypeid: readonly string[] | undefined
  readonly proxytype: string | undefined
  readonly creates: boolean
}

/** Where a class can be named from any file: `Tank` at home, `import('./tank').Tank` elsewhere. */
interface ClassName {
  readonly home: string
  readonly name: string
  /** Module to import it from, or undefined where its home does not export it. */
  readonly module: string | undefined
}

const MANAGERS = "import('multiprocessing/managers')"

/**
 * @param files workspace files by name, such as `server.ts`
 * @returns text to append, by file name; files without registrations are left out
 */
export function readRegistrations(ts: Compiler, files: ReadonlyMap<string, string>): Map<string, string> {
  const sources = new Map<string, SourceFile>()
  for (const [name, text] of files) {
    if (name.endsWith('.ts')) sources.set(name, ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true))
  }
  const found = [...sources].flatMap(([name, source]) => registrationsIn(ts, name, source))
  const appended = new Map<string, string>()
  for (const [name, source] of sources) {
    const text = declarationsFor(ts, name, source, sources, found)
    if (text !== '') appended.set(name, text)
  }
  return appended
}

function declarationsFor(ts: Compiler, name: string, source: SourceFile, sources: ReadonlyMap<string, SourceFile>, all: readonly Registration[]): string {
  const byManager = new Map<string, Map<string, string>>()
  for (const registration of all) {
    if (registration.file !== name || !registration.creates) continue
    const model = registration.callable ? registration : (all.find((one) => one.typeid === registration.typeid && one.callable) ?? registration)
    const members = byManager.get(registration.manager) ?? new Map<string, string>()
    byManager.set(registration.manager, members.set(registration.typeid, signature(ts, registration, model, sources)))
  }
  const parts: string[] = []
  for (const [manager, members] of byManager) {
    const body = [...members].map(([typeid, type]) => `${JSON.stringify(typeid)}${type}`).join('; ')
    const here = classesIn(ts, source).get(manager)
    const module = importedFrom(ts, source, manager)
    if (here) parts.push(`${here.exported ? 'export ' : ''}interface ${manager} { ${body} }`)
    else if (module?.startsWith('.')) parts.push(`declare module ${JSON.stringify(module)} { interface ${manager} { ${body} } }`)
  }
  // On a line of its own, so that an unfinished line or comment at the end stays what it is.
  return parts.length > 0 ? `\n${parts.join('\n')}\n` : ''
}

/** `(...args: ConstructorParameters<typeof Tank>): Promise<…>` */
function signature(ts: Compiler, at: Registration, model: Registration, sources: ReadonlyMap<string, SourceFile>): string {
  const source = sources.get(model.file)
  const made = model.callable && source ? madeBy(ts, model.callable, model.file, source, sources) : undefined
  const type = made && nameFrom(made.className, at.file)
  const proxy = proxyNamed(ts, at, at, sources) ?? proxyNamed(ts, model, at, sources)
  if (proxy) return `(...args: any[]): Promise<${MANAGERS}.InstanceOf<typeof ${proxy}>>`
  if (!made || !type) return `(...args: any[]): Promise<${MANAGERS}.AnyProxy>`
  const object = model.exposed || model.toTypeid ? `, ${exposedNames(model, type)}` : ''
  const mapping = model.toTypeid ? `, { ${model.toTypeid.map((one) => `${JSON.stringify(one)}: string`).join('; ')} }` : ''
  const args = made.constructed ? `...args: ConstructorParameters<typeof ${type}>` : made.plain ? '' : '...args: any[]'
  return `(${args}): Promise<${MANAGERS}.ProxyOf<${type}${object}${mapping}>>`
}

/** The proxy type of a registration, as the file of another can name it. */
function proxyNamed(ts: Compiler, { proxytype, file }: Registration, at: Registration, sources: ReadonlyMap<string, SourceFile>): string | undefined {
  const source = sources.get(file)
  if (proxytype === undefined || !source || file === at.file) return proxytype
  const module = importedFrom(ts, source, proxytype)
  if (module?.startsWith('multiprocessing')) return `import(${JSON.stringify(module)}).${proxytype}`
  const className = classNamed(ts, proxytype, file, source, sources)
  return className && nameFrom(className, at.file)
}

function exposedNames({ exposed }: Registration, type: string): string {
  if (!exposed) return `Extract<keyof ${type}, string>`
  return exposed.map((one) => JSON.stringify(one)).join(' | ') || 'never'
}

interface Made {
  readonly className: ClassName
  /** The callable is the class itself: it takes the constructor's arguments. */
  readonly constructed: boolean
  /** The callable takes no arguments. */
  readonly plain: boolean
}

/** The class of what a callable makes, where its text says so: `Tank`, `() => new Tank()`, `() => tank`. */
function madeBy(ts: Compiler, callable: Expression, file: string, source: SourceFile, sources: ReadonlyMap<string, SourceFile>): Made | undefined {
  if (ts.isIdentifier(callable)) {
    const className = classNamed(ts, callable.text, file, source, sources)
    return className && { className, constructed: true, plain: false }
  }
  if (!ts.isArrowFunction(callable)) return undefined
  const plain = callable.parameters.length === 0
  const made = newClass(ts, callable.body, source)
  const className = made === undefined ? undefined : classNamed(ts, made, file, source, sources)
  return className && { className, constructed: false, plain }
}

/** Class name in `new Tank(…)`, in `tank` where that is `const tank = new Tank(…)`, or in a block that returns one. */
function newClass(ts: Compiler, node: Node, source: SourceFile): string | undefined {
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) ? node.expression.text : undefined
  if (ts.isParenthesizedExpression(node)) return newClass(ts, node.expression, source)
  if (ts.isBlock(node)) {
    const last = node.statements.at(-1)
    return last && ts.isReturnStatement(last) && last.expression ? newClass(ts, last.expression, source) : undefined
  }
  if (!ts.isIdentifier(node)) return undefined
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const declaration of statement.declarationList.declarations) {
      const same = ts.isIdentifier(declaration.name) && declaration.name.text === node.text
      if (same && declaration.initializer && ts.isNewExpression(declaration.initializer)) return newClass(ts, declaration.initializer, source)
    }
  }
  return undefined
}

function classNamed(ts: Compiler, name: string, file: string, source: SourceFile, sources: ReadonlyMap<string, SourceFile>): ClassName | undefined {
  const here = classesIn(ts, source).get(name)
  if (here) return { home: file, name, module: here.exported ? `./${file.replace(/\.ts$/, '')}` : undefined }
  const module = importedFrom(ts, source, name)
  const home = module?.startsWith('./') ? `${module.slice(2).replace(/\.(js|ts)$/, '')}.ts` : undefined
  if (module === undefined || home === undefined || !sources.has(home)) return undefined
  return { home, name, module }
}

function nameFrom(className: ClassName, file: string): string | undefined {
  if (className.home === file) return className.name
  return className.module === undefined ? undefined : `import(${JSON.stringify(className.module)}).${className.name}`
}

/** Every `X.register('typeid', …)` of a file, wherever it stands. */
function registrationsIn(ts: Compiler, file: string, source: SourceFile): Registration[] {
  const found: Registration[] = []
  const visit = (node: Node): void => {
    const registration = ts.isCallExpression(node) ? registrationOf(ts, file, node) : undefined
    if (registration) found.push(registration)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function registrationOf(ts: Compiler, file: string, call: TypeScript.CallExpression): Registration | undefined {
  const { expression, arguments: args } = call
  const [typeid, options] = args
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'register' || !ts.isIdentifier(expression.expression)) return undefined
  if (!typeid || !ts.isStringLiteralLike(typeid) || typeid.text === '') return undefined
  const option = (name: string): Expression | undefined => {
    if (!options || !ts.isObjectLiteralExpression(options)) return undefined
    for (const property of options.properties) {
      if (!property.name || !ts.isIdentifier(property.name) || property.name.text !== name) continue
      if (ts.isPropertyAssignment(property)) return property.initializer
      if (ts.isShorthandPropertyAssignment(property)) return property.name
    }
    return undefined
  }
  const exposed = option('exposed')
  const toTypeid = option('methodToTypeid')
  const proxytype = option('proxytype')
  return {
    file,
    manager: expression.expression.text,
    typeid: typeid.text,
    callable: option('callable'),
    exposed: exposed && ts.isArrayLiteralExpression(exposed) ? exposed.elements.filter(ts.isStringLiteralLike).map((one) => one.text) : undefined,
    toTypeid:
      toTypeid && ts.isObjectLiteralExpression(toTypeid)
        ? toTypeid.properties.flatMap((one) => (one.name && (ts.isIdentifier(one.name) || ts.isStringLiteralLike(one.name)) ? [one.name.text] : []))
        : undefined,
    proxytype: proxytype && ts.isIdentifier(proxytype) ? proxytype.text : undefined,
    creates: option('createMethod')?.kind !== ts.SyntaxKind.FalseKeyword,
  }
}

function classesIn(ts: Compiler, source: SourceFile): Map<string, { readonly exported: boolean }> {
  const classes = new Map<string, { exported: boolean }>()
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement) || !statement.name) continue
    const exported = statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false
    classes.set(statement.name.text, { exported })
  }
  return classes
}

/** Module that a file imports a name from. */
function importedFrom(ts: Compiler, source: SourceFile, name: string): string | undefined {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const bindings = statement.importClause?.namedBindings
    if (!bindings || !ts.isNamedImports(bindings)) continue
    if (bindings.elements.some((element) => element.name.text === name && !element.propertyName)) return statement.moduleSpecifier.text
  }
  return undefined
}
