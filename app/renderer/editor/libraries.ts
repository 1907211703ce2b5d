/** Declarations that the language service reads: the engine's, and Node's. A chunk of its own. */
export { engineTypes, nodeTypes } from 'virtual:library-types'
