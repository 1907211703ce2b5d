/**
 * How objects of a LocalManager get into a child: as its arguments, by name. Nowhere else, as in CPython
 * (`context.assert_spawning`): in a queue nobody would hold the name until the other has attached.
 */
import { Global, registerGlobal, registerReduction } from '../../pickle/index.ts'
import { RuntimeError } from '../../values/exceptions.ts'

const MODULE = 'multiprocessing.local'

/**
 * Says how a class goes into a child.
 * @param args what attaches to the object, in the child
 * @param attach makes it there
 */
export function inheritable<Instance extends object, Args extends unknown[]>(
  type: abstract new (...args: never[]) => Instance,
  typeid: string,
  args: (instance: Instance) => [...Args],
  attach: (...args: Args) => Instance,
): void {
  registerReduction(type, (instance, context) => {
    if (!isSpawning(context)) throw new RuntimeError(`${typeid} objects should only be shared between processes through inheritance`)
    return { callable: new Global(MODULE, typeid), args: args(instance) }
  })
  registerGlobal(MODULE, typeid, { call: (given) => attach(...([...given] as unknown as Args)) })
}

function isSpawning(context: unknown): boolean {
  return typeof context === 'object' && context !== null && 'spawning' in context && context.spawning === true
}
