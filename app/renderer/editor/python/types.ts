/** What a Python expression is, and which names it has: the library's, the program's own classes, and proxies of them. Pure. */
import { modules, types, type LibraryFunction } from './library.ts'
import type { PythonClass, PythonFile, PythonFunction, Registration } from './program.ts'
import { closingOf, splitArguments } from './scan.ts'

/** Files by name, such as `server.py`. */
export type Program = ReadonlyMap<string, PythonFile>

export type Type =
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'own'; readonly class: PythonClass; readonly file: PythonFile }
  | { readonly kind: 'proxy'; readonly registration: Registration; readonly file: PythonFile }
  | { readonly kind: 'module'; readonly module: string }
  /** The class itself, or a function: what a call of it gives. */
  | { readonly kind: 'callable'; readonly name: string; readonly gives: () => Type | undefined; readonly of?: Type | undefined; readonly function?: PythonFunction | LibraryFunction | undefined }

export interface Member {
  readonly name: string
  readonly kind: 'method' | 'property' | 'typeid' | 'class' | 'function'
  readonly signature: string | undefined
  readonly words: string | undefined
  /** What it belongs to, as a person would say it: `ListProxy`, `Tank in the server`. */
  readonly from: string
  readonly gives: () => Type | undefined
}

/** Steps after which an expression is not followed any further. */
const DEEPEST = 12

/** Type of an expression that stands in a file, before `line`. */
export function typeOf(program: Program, file: PythonFile, expression: string, line = Infinity, depth = 0): Type | undefined {
  if (depth > DEEPEST) return undefined
  let text = expression.trim()
  if (text.startsWith('*')) return itemOf(program, file, text.slice(1), line, depth)
  while (text.startsWith('(') && closingOf(text, 0) === text.length - 1) text = text.slice(1, -1).trim()
  const lambda = /^lambda\s*[^:]*:\s*(.*)$/.exec(text)
  if (lambda) {
    const body = lambda[1] ?? ''
    return { kind: 'callable', name: 'lambda', gives: () => typeOf(program, file, body, Infinity, depth + 1) }
  }
  const head = /^[A-Za-z_]\w*/.exec(text)?.[0]
  if (head === undefined) return undefined
  let type = named(program, file, head, line, depth)
  let at = head.length
  while (at < text.length) {
    if (type === undefined) return undefined
    const rest = text.slice(at)
    const attribute = /^\s*\.\s*([A-Za-z_]\w*)/.exec(rest)
    if (attribute?.[1]) {
      type = attributeOf(program, type, attribute[1])
      at += attribute[0].length
    } else if (rest.startsWith('(')) {
      type = type.kind === 'callable' ? type.gives() : undefined
      at = closingOf(text, at) + 1
    } else return undefined
  }
  return type
}

/** An item of a list that the program writes out: `[Process(…) for …]`, or the name of one. */
function itemOf(program: Program, file: PythonFile, list: string, line: number, depth: number): Type | undefined {
  const written = list.startsWith('[') ? list : file.assignments.findLast((one) => one.name === list.trim() && one.line < line)?.expression
  const first = written?.startsWith('[') ? splitArguments(written.slice(1, -1))[0]?.split(/\sfor\s/)[0] : undefined
  return first === undefined ? undefined : typeOf(program, file, first, line, depth + 1)
}

function attributeOf(program: Program, type: Type, name: string): Type | undefined {
  const member = membersOf(program, type).get(name)
  if (!member) return undefined
  switch (member.kind) {
    case 'method':
    case 'typeid':
    case 'function':
      return { kind: 'callable', name, gives: member.gives }
    case 'class':
    case 'property':
      return member.gives()
  }
}

/** What a name means at a line of a file. */
function named(program: Program, file: PythonFile, name: string, line: number, depth: number): Type | undefined {
  const given = argument(program, file, name, line, depth)
  if (given !== undefined) return given ?? undefined
  const before = file.assignments.filter((one) => one.name === name)
  // The nearest one above of which anything is known: `lamp = None` says nothing.
  for (const { expression, line: at } of before.filter((one) => one.line < line).reverse()) {
    const type = typeOf(program, file, expression, at, depth + 1)
    if (type) return type
  }
  if (before.length > 0) return undefined
  const own = file.classes.get(name)
  if (own) return classType(own, file)
  const made = file.functions.get(name)
  if (made) return functionType(program, file, made, depth)
  const imported = file.imports.get(name)
  if (!imported) return undefined
  return imported.name === undefined ? { kind: 'module', module: imported.module } : fromModule(program, imported.module, imported.name, depth)
}

/**
 * A parameter of a function that runs in a process: what `Process(target=…, args=…)` gives it.
 * @returns null for a parameter of which nothing is known, undefined for what is no parameter at that line
 */
function argument(program: Program, file: PythonFile, name: string, line: number, depth: number): Type | null | undefined {
  const around = [...file.functions.values()].find((one) => one.line <= line && line < one.end + 1 && one.parameters.includes(name))
  if (!around || file.assignments.some((one) => one.name === name && one.line > around.line && one.line < line)) return undefined
  for (const other of program.values()) {
    for (const { name: target, args } of other.targets) {
      const given = args[around.parameters.indexOf(name)]
      const same = other === file ? target === around.name : other.imports.get(target)?.name === around.name
      const type = same && given !== undefined ? typeOf(program, other, given, Infinity, depth + 1) : undefined
      if (type) return type
    }
  }
  return null
}

function classType(own: PythonClass, file: PythonFile): Type {
  const instance: Type = { kind: 'own', class: own, file }
  return { kind: 'callable', name: own.name, gives: () => instance, of: instance }
}

function libraryClass(name: string): Type {
  const instance: Type = { kind: 'library', name }
  return { kind: 'callable', name, gives: () => instance, of: instance }
}

function functionType(program: Program, file: PythonFile, made: PythonFunction, depth: number): Type {
  return {
    kind: 'callable',
    name: made.name,
    gives: () => (made.returned === undefined ? undefined : typeOf(program, file, made.returned, Infinity, depth + 1)),
    function: made,
  }
}

function fromModule(program: Program, module: string, name: string, depth: number): Type | undefined {
  const known = modules.get(module)
  if (known) {
    const made = known.functions[name]
    if (made) return { kind: 'callable', name, gives: () => (made.gives === undefined ? undefined : { kind: 'library', name: made.gives }), function: made }
    if (known.types.includes(name)) return libraryClass(name)
    return modules.has(`${module}.${name}`) ? { kind: 'module', module: `${module}.${name}` } : undefined
  }
  const file = program.get(`${module.replace(/^\./, '')}.py`)
  return file && named(program, file, name, Infinity, depth + 1)
}

/** The names that one can write after `expression.`, by name. */
export function membersOf(program: Program, type: Type): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>()
  addMembers(program, type, members, 0)
  return members
}

function addMembers(program: Program, type: Type, members: Map<string, Member>, depth: number): void {
  if (depth > DEEPEST) return
  const add = (member: Member): void => void (members.has(member.name) || members.set(member.name, member))
  switch (type.kind) {
    case 'library': {
      const known = types.get(type.name)
      for (const [name, { kind, words, signature, gives }] of Object.entries(known?.members ?? {})) {
        const typeid = kind === 'method' && type.name === 'SyncManager'
        add({ name, kind: typeid ? 'typeid' : kind, signature, words, from: type.name, gives: () => (gives === undefined ? undefined : { kind: 'library', name: gives }) })
      }
      for (const base of known?.bases ?? []) addMembers(program, { kind: 'library', name: base }, members, depth + 1)
      return
    }
    case 'own': {
      for (const registration of registrationsOf(program, type)) add(typeidMember(program, registration))
      for (const method of type.class.methods.values()) add(ownMember(program, type.file, type.class, method, type.class.name))
      for (const name of type.class.attributes) add({ name, kind: 'property', signature: undefined, words: undefined, from: type.class.name, gives: () => undefined })
      for (const base of basesOf(program, type)) addMembers(program, base, members, depth + 1)
      return
    }
    case 'proxy':
      for (const member of proxyMembers(program, type.registration, type.file)) add(member)
      addMembers(program, { kind: 'library', name: 'BaseProxy' }, members, depth + 1)
      return
    case 'module':
      addModule(program, type.module, add)
      return
    case 'callable':
      // Of a class: what can be called on it, above all `register`.
      if (type.of) addMembers(program, type.of, members, depth + 1)
  }
}

function addModule(program: Program, module: string, add: (member: Member) => void): void {
  const known = modules.get(module)
  for (const [name, { words, signature, gives }] of Object.entries(known?.functions ?? {})) {
    add({ name, kind: 'function', signature, words, from: module, gives: () => (gives === undefined ? undefined : { kind: 'library', name: gives }) })
  }
  for (const name of known?.types ?? []) add({ name, kind: 'class', signature: types.get(name)?.signature, words: types.get(name)?.words, from: module, gives: () => libraryClass(name) })
  const file = program.get(`${module}.py`)
  if (!file) return
  for (const made of file.functions.values()) add(ownMember(program, file, undefined, made, file.name))
  for (const own of file.classes.values()) add({ name: own.name, kind: 'class', signature: own.methods.get('__init__')?.signature, words: own.words, from: file.name, gives: () => classType(own, file) })
  for (const { name, expression } of file.assignments) add({ name, kind: 'property', signature: undefined, words: undefined, from: file.name, gives: () => typeOf(program, file, expression) })
}

function ownMember(program: Program, file: PythonFile, owner: PythonClass | undefined, made: PythonFunction, from: string): Member {
  const gives = () => functionType(program, file, made, 0)
  const result = () => {
    const type = gives()
    return type.kind === 'callable' ? type.gives() : undefined
  }
  const { name, signature, words, property } = made
  if (property) return { name, kind: 'property', signature: undefined, words, from, gives: result }
  return { name, kind: owner ? 'method' : 'function', signature, words, from, gives: result }
}

/** Classes that a class is derived from, where they are known. */
function basesOf(program: Program, { class: own, file }: Type & { kind: 'own' }): Type[] {
  return own.bases.flatMap((base) => {
    const type = typeOf(program, file, base)
    return type?.kind === 'callable' && type.of && !(type.of.kind === 'own' && type.of.class === own) ? [type.of] : []
  })
}

/** Registrations on a class of managers, in its file and in those that import it. */
function registrationsOf(program: Program, type: Type & { kind: 'own' }): { registration: Registration; file: PythonFile }[] {
  const on = (file: PythonFile, manager: string): boolean => {
    const named = typeOf(program, file, manager)
    return named?.kind === 'callable' && named.of?.kind === 'own' && named.of.class === type.class
  }
  return [...program.values()].flatMap((file) => file.registrations.filter((one) => one.creates && on(file, one.manager)).map((registration) => ({ registration, file })))
}

/** The registration that says what the object is: a client's often has no callable. */
function deciding(program: Program, registration: Registration, file: PythonFile): { registration: Registration; file: PythonFile } {
  if (registration.callable !== undefined) return { registration, file }
  for (const other of program.values()) {
    const found = other.registrations.find((one) => one.typeid === registration.typeid && one.callable !== undefined)
    if (found) return { registration: found, file: other }
  }
  return { registration, file }
}

function behind(program: Program, registration: Registration, file: PythonFile): Type | undefined {
  const { registration: model, file: home } = deciding(program, registration, file)
  const callable = model.callable === undefined ? undefined : typeOf(program, home, model.callable)
  return callable?.kind === 'callable' ? callable.gives() : undefined
}

function typeidMember(program: Program, { registration, file }: { registration: Registration; file: PythonFile }): Member {
  const { registration: model, file: home } = deciding(program, registration, file)
  const callable = model.callable === undefined ? undefined : typeOf(program, home, model.callable)
  const object = callable?.kind === 'callable' ? callable.gives() : undefined
  const own = callable?.kind === 'callable' && callable.of?.kind === 'own' ? callable.of.class : undefined
  const signature = own ? (own.methods.get('__init__')?.signature ?? '()') : callable?.kind === 'callable' && callable.function ? callable.function.signature : callable ? '()' : '(*args, **kwds)'
  const words = object?.kind === 'own' ? object.class.words : undefined
  return {
    name: registration.typeid,
    kind: 'typeid',
    signature,
    words: `Creates a ${registration.typeid} in the server and gives a proxy of it.${words === undefined ? '' : ` ${words}`}`,
    from: `registered at ${file.name}:${registration.line}`,
    gives: () => ({ kind: 'proxy', registration, file }),
  }
}

/** The methods of a proxy: those of its class, or those of the object that the server exposes. */
function proxyMembers(program: Program, registration: Registration, file: PythonFile): Member[] {
  const { registration: model, file: home } = deciding(program, registration, file)
  for (const [one, at] of [[registration, file], [model, home]] as const) {
    const type = one.proxytype === undefined ? undefined : typeOf(program, at, one.proxytype)
    if (type?.kind === 'callable' && type.of) return [...membersOf(program, type.of).values()]
    const names = /MakeProxyType\([^[(]*[[(]([^\])]*)/.exec(one.proxytype ?? '')?.[1]
    if (names !== undefined) return exposed([...names.matchAll(/["'](\w+)["']/g)].map((match) => match[1] ?? ''), program, model, home)
  }
  return exposed(model.exposed, program, model, home)
}

function exposed(names: readonly string[] | undefined, program: Program, model: Registration, home: PythonFile): Member[] {
  const object = behind(program, model, home)
  const all = object ? [...membersOf(program, object).values()].filter((member) => member.kind === 'method' || member.kind === 'typeid') : []
  const wanted = names?.filter((name) => !name.startsWith('_')) ?? all.map(({ name }) => name).filter((name) => !name.startsWith('_'))
  return [...new Set([...wanted, ...model.toTypeid.keys()])].map((name): Member => {
    const known = all.find((member) => member.name === name)
    const typeid = model.toTypeid.get(name)
    const other = typeid === undefined ? undefined : [...program.values()].flatMap((one) => one.registrations.filter((row) => row.typeid === typeid).map((row) => ({ row, one })))[0]
    return {
      name,
      kind: 'method',
      signature: known?.signature ?? '(*args, **kwds)',
      words: typeid === undefined ? known?.words : `Gives a proxy of a ${typeid}.${known?.words === undefined ? '' : ` ${known.words}`}`,
      from: `${model.typeid}, in the server`,
      gives: () => (other ? { kind: 'proxy', registration: other.row, file: other.one } : undefined),
    }
  })
}

/** Names of the methods that a registration may expose. */
export function exposable(program: Program, file: PythonFile, callable: string): Member[] {
  const type = typeOf(program, file, callable)
  const object = type?.kind === 'callable' ? type.gives() : undefined
  return object ? [...membersOf(program, object).values()].filter((member) => member.kind === 'method' && !member.name.startsWith('_')) : []
}
