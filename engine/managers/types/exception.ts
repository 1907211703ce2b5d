/** Python exceptions of modules beyond the builtins: they travel under their Python names. */
import { Global, registerGlobal, registerReduction } from '../../pickle/index.ts'
import { nameException, type ExceptionClass } from '../../values/exceptions.ts'

/** Gives an exception class its Python name, and a pickle under it. */
export function registerException(made: ExceptionClass, module: string, name: string): void {
  nameException(made, module, name)
  const callable = new Global(module, name)
  registerReduction(made, (error) => ({ callable, args: error.args, state: error.state }))
  registerGlobal(module, name, { call: (args) => new made(...args), pure: true })
}
