/** Python's spelling of `multiprocessing/protocol` and `multiprocessing/inspect`: formats and explanations, most of them ours. */
import type { PythonTable } from './entry.ts'

const CONNECTION = 'multiprocessing.connection'
const SERVER = 'multiprocessing.managers.Server'

export const PROTOCOL_NAMES: PythonTable = {
  'protocol.CHALLENGE': { name: `${CONNECTION}._CHALLENGE` },
  'protocol.WELCOME': { name: `${CONNECTION}._WELCOME` },
  'protocol.FAILURE': { name: `${CONNECTION}._FAILURE` },
  'protocol.MESSAGE_LENGTH': { name: `${CONNECTION}.MESSAGE_LENGTH` },
  'protocol.LEGACY_MESSAGE_LENGTH': { name: `${CONNECTION}._MD5ONLY_MESSAGE_LENGTH` },
  'protocol.LEGACY_ANSWER_LENGTH': { name: `${CONNECTION}._MD5_DIGEST_LEN` },
  'protocol.DIGEST_LENGTHS': { name: `${CONNECTION}._ALLOWED_DIGESTS` },
  'protocol.sameBytes': { name: 'hmac.compare_digest', signature: '(a, b, /)' },
  'protocol.SERVER_FUNCTIONS': { name: `${SERVER}.public` },
  'protocol.FALLBACK_METHODS': { name: `${SERVER}.fallback_mapping` },
  'protocol.SHARED_MEMORY_FUNCTIONS': { name: 'multiprocessing.managers.SharedMemoryServer.public' },
  'protocol.PreparationData': { none: 'The dict that `multiprocessing.spawn.get_preparation_data` makes.' },
  'protocol.TOKEN_MODULE': { none: "`Token.__module__`, which is `'multiprocessing.managers'`." },
  'protocol.TOKEN_NAME': { none: "`Token.__qualname__`, which is `'Token'`." },
  'protocol.REPLY_KINDS': { none: 'Strings in `Server.serve_client` and `multiprocessing.managers.dispatch`.' },
  'protocol.ReplyKind': { none: 'Strings in `Server.serve_client` and `multiprocessing.managers.dispatch`.' },
  'protocol.NO_OBJECT': { none: "The ident `'0'`, which `Server.__init__` keeps for itself." },
}

/** What holds for all names of a door that have no entry of their own: Python does not have them. */
export const OF_WHOLE_DOORS: Readonly<Record<string, string>> = {
  'multiprocessing/protocol': 'Python has no name for it: it stands in the code of `multiprocessing`, or is of the trace, which is ours.',
  'multiprocessing/inspect': 'Python does not explain its traffic: this reads traces, those of Python’s processes too.',
}
