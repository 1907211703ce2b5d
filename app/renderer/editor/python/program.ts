/**
 * What Python files define, as far as completion needs it: imports, classes, functions, names and `register()` calls.
 * Statement by statement, so that a file in the middle of being typed is read as far as it goes. Pure.
 */
import { closingOf, splitArguments, statementsOf, type Statement } from './scan.ts'

export interface PythonFunction {
  readonly name: string
  /** `(litres, into=None)`, without `self`. */
  readonly signature: string
  readonly parameters: readonly string[]
  readonly line: number
  /** Its last line. */
  end: number
  readonly property: boolean
  words: string | undefined
  /** Expression of its last `return`. */
  returned: string | undefined
}

export interface PythonClass {
  readonly name: string
  readonly bases: readonly string[]
  readonly line: number
  readonly methods: Map<string, PythonFunction>
  /** Names that its methods set on `self`. */
  readonly attributes: Set<string>
  words: string | undefined
}

export interface Registration {
  readonly manager: string
  readonly typeid: string
  readonly line: number
  /** Expressions. */
  readonly callable: string | undefined
  readonly proxytype: string | undefined
  readonly exposed: readonly string[] | undefined
  /** Method → typeid. */
  readonly toTypeid: ReadonlyMap<string, string>
  readonly creates: boolean
}

export interface Assignment {
  readonly name: string
  readonly expression: string
  readonly line: number
}

export interface PythonFile {
  readonly name: string
  /** Local name → module, and the name in it; none for a module itself. */
  readonly imports: Map<string, { readonly module: string; readonly name: string | undefined }>
  readonly classes: Map<string, PythonClass>
  readonly functions: Map<string, PythonFunction>
  readonly assignments: Assignment[]
  /** Every name that a statement of the file binds. */
  readonly names: Set<string>
  readonly registrations: Registration[]
  /** Functions that run with these arguments in a process: `Process(target=work, args=(tasks, results))`. */
  readonly targets: { readonly name: string; readonly args: readonly string[] }[]
}

interface Block {
  readonly indent: number
  readonly of: PythonClass | PythonFunction
}

export function readPython(name: string, text: string): PythonFile {
  const file: PythonFile = { name, imports: new Map(), classes: new Map(), functions: new Map(), assignments: [], names: new Set(), registrations: [], targets: [] }
  const blocks: Block[] = []
  let decorators: string[] = []
  let documents: PythonClass | PythonFunction | undefined
  for (const statement of statementsOf(text)) {
    while (blocks.length > 0 && statement.indent <= blocks[blocks.length - 1]!.indent) {
      const { of } = blocks.pop()!
      if ('end' in of) of.end = statement.line - 1
    }
    if (documents && /^[rbuf]*["']/i.test(statement.text)) documents.words ??= firstLine(statement.text)
    documents = undefined
    if (statement.text.startsWith('@')) {
      decorators.push(statement.text.slice(1))
      continue
    }
    const opened = open(file, statement, blocks.at(-1)?.of, decorators)
    decorators = []
    if (opened) {
      blocks.push({ indent: statement.indent, of: opened })
      documents = opened
    } else readStatement(file, statement, blocks.map((block) => block.of))
  }
  return file
}

function open(file: PythonFile, { text, line }: Statement, within: PythonClass | PythonFunction | undefined, decorators: readonly string[]): PythonClass | PythonFunction | undefined {
  const classed = /^class\s+([A-Za-z_]\w*)\s*(\()?/.exec(text)
  if (classed?.[1]) {
    const bases = classed[2] ? splitArguments(between(text, classed[0].length - 1)).filter((base) => !base.includes('=')) : []
    const made: PythonClass = { name: classed[1], bases, line, methods: new Map(), attributes: new Set(), words: undefined }
    file.classes.set(made.name, made)
    file.names.add(made.name)
    return made
  }
  const defined = /^(?:async\s+)?def\s+([A-Za-z_]\w*)\s*(\()?/.exec(text)
  if (!defined?.[1]) return undefined
  const all = defined[2] ? splitArguments(between(text, defined[0].length - 1)) : []
  const method = within !== undefined && 'methods' in within
  const bare = all.slice(method && !decorators.includes('staticmethod') ? 1 : 0)
  const made: PythonFunction = {
    name: defined[1],
    signature: `(${bare.join(', ')})`,
    parameters: bare.map((one) => /^\**(\w*)/.exec(one)?.[1] ?? ''),
    line,
    end: Infinity,
    property: decorators.some((decorator) => /^(?:functools\.)?(?:cached_)?property$/.test(decorator)),
    words: undefined,
    returned: undefined,
  }
  for (const parameter of made.parameters) if (parameter !== '') file.names.add(parameter)
  // The setter of a property has its name and says nothing new.
  if (method) {
    if (!within.methods.has(made.name)) within.methods.set(made.name, made)
  } else {
    file.functions.set(made.name, made)
    file.names.add(made.name)
  }
  return made
}

function readStatement(file: PythonFile, { text, line }: Statement, within: readonly (PythonClass | PythonFunction)[]): void {
  const from = /^from\s+([\w.]+)\s+import\s+(.*)$/.exec(text)
  if (from?.[1]) {
    for (const part of splitArguments((from[2] ?? '').replace(/^\(|\)$/g, ''))) bindImport(file, part, from[1])
    return
  }
  const imported = /^import\s+(.*)$/.exec(text)
  if (imported) {
    for (const part of splitArguments(imported[1] ?? '')) bindImport(file, part, undefined)
    return
  }
  const assigned = /^([A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?::[^=]*)?=(?!=)\s*(.*)$/.exec(text)
  if (assigned?.[1]) bind(file, assigned[1], assigned[2] ?? '', line, within)
  const each = /^for\s+([A-Za-z_][\w, ()]*?)\s+in\s+(.*?):/.exec(text)
  if (each?.[1]) bind(file, each[1].replace(/[()]/g, ''), `*${each[2] ?? ''}`, line, [])
  for (const [, names = ''] of each ? [] : text.matchAll(/\bfor\s+([A-Za-z_][\w, ()]*?)\s+in\b/g)) bind(file, names.replace(/[()]/g, ''), '', line, [])
  for (const [, expression = '', name = ''] of text.matchAll(/^(?:with|except)\s+(.*?)\s+as\s+([A-Za-z_]\w*)/g)) bind(file, name, text.startsWith('with') ? expression : '', line, [])
  const returned = /^return\s+(.*)$/.exec(text)
  const inner = within.at(-1)
  if (returned && inner && 'parameters' in inner) inner.returned = returned[1]
  for (const match of text.matchAll(/\b([A-Za-z_]\w*)\.register\(/g)) register(file, match[1] ?? '', between(text, match.index + match[0].length - 1), line)
  for (const match of text.matchAll(/\bProcess\(/g)) target(file, between(text, match.index + match[0].length - 1))
}

function bindImport(file: PythonFile, part: string, module: string | undefined): void {
  const [, name, as] = /^([\w.]+)(?:\s+as\s+(\w+))?$/.exec(part) ?? []
  if (!name) return
  const local = as ?? (module === undefined ? (name.split('.')[0] ?? name) : name)
  file.names.add(local)
  if (module !== undefined) file.imports.set(local, { module, name })
  else file.imports.set(local, { module: as ? name : local, name: undefined })
}

function bind(file: PythonFile, names: string, expression: string, line: number, within: readonly (PythonClass | PythonFunction)[]): void {
  const list = names.split(',').map((name) => name.trim())
  const attribute = /^self\.(\w+)$/.exec(list[0] ?? '')
  const owner = within.findLast((one): one is PythonClass => 'methods' in one)
  if (attribute?.[1] && owner) owner.attributes.add(attribute[1])
  // Several names take the parts of a tuple apart.
  const parts = list.length > 1 ? splitArguments(expression.replace(/^\(|\)$/g, '')) : [expression]
  list.forEach((name, index) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) return
    file.names.add(name)
    file.assignments.push({ name, expression: parts.length === list.length ? (parts[index] ?? '') : '', line })
  })
}

function register(file: PythonFile, manager: string, text: string, line: number): void {
  const args = splitArguments(text)
  const typeid = stringIn(args[0])
  if (typeid === undefined) return
  const order = ['typeid', 'callable', 'proxytype', 'exposed', 'method_to_typeid', 'create_method']
  const option = (name: string): string | undefined => {
    const named = args.find((arg) => new RegExp(`^${name}\\s*=(?!=)`).test(arg))
    const placed = args[order.indexOf(name)]
    const value = named === undefined ? (placed !== undefined && !/^\w+\s*=(?!=)/.test(placed) ? placed : undefined) : named.slice(named.indexOf('=') + 1).trim()
    return value === 'None' ? undefined : value
  }
  const exposed = option('exposed')
  const mapping = option('method_to_typeid')
  file.registrations.push({
    manager,
    typeid,
    line,
    callable: option('callable'),
    proxytype: option('proxytype'),
    exposed: exposed === undefined ? undefined : [...exposed.matchAll(/["']([^"']*)["']/g)].map((match) => match[1] ?? ''),
    toTypeid: new Map([...(mapping ?? '').matchAll(/["'](\w+)["']\s*:\s*["'](\w+)["']/g)].map((match) => [match[1] ?? '', match[2] ?? ''])),
    creates: option('create_method') !== 'False',
  })
}

function target(file: PythonFile, text: string): void {
  const args = splitArguments(text)
  const named = (name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1).trim()
  const name = named('target')
  const given = named('args')
  if (name !== undefined && given !== undefined) file.targets.push({ name, args: splitArguments(given.replace(/^[([]|[)\]]$/g, '')) })
}

/** What stands between a bracket and its partner. */
function between(text: string, at: number): string {
  return text.slice(at + 1, closingOf(text, at))
}

function stringIn(text: string | undefined): string | undefined {
  return /^["']([^"']+)["']$/.exec(text ?? '')?.[1]
}

function firstLine(text: string): string {
  return text.replace(/^[rbuf]*(["']{3}|["'])/i, '').replace(/(["']{3}|["'])$/, '').trim().split(/\s{2,}|(?<=\.)\s/)[0] ?? ''
}
