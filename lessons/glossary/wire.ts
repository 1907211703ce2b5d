/** Terms of the glossary: the wire, from the handshake to the answers, and who is counted. */
import type { TermInput } from './schema.ts'

export const WIRE_TERMS: readonly TermInput[] = [
  {
    id: 'address', term: 'address', also: ['host', 'port'],
    text: 'Where a server listens: a host with a port, or the path of a socket. Port 0 lets the system pick a free one.',
    lesson: 'handshake', api: ['managers.Address', 'managers.ManagerOptions#address', 'connection.addressType'],
    frames: { filter: 'kind:challenge', words: 'Somebody has reached an address: the first frame of each connection' }, see: ['authkey', 'listener'],
  },
  {
    id: 'authkey', term: 'authkey', also: ['key', 'secret', 'password'],
    text: 'A secret in bytes that both ends must hold. It never crosses the wire: each end proves with a digest that it has it.',
    lesson: 'handshake', api: ['managers.ManagerOptions#authkey', 'multiprocessing.Process#authkey', 'multiprocessing.currentProcess'],
    frames: { filter: 'kind:answer', words: 'Proofs that somebody holds the key' }, see: ['handshake', 'challenge', 'digest'],
  },
  {
    id: 'listener', term: 'Listener', code: true, also: ['listen', 'accept'],
    text: 'A bound socket that waits for connections. Servers have one, and a program can use one by itself to send messages without a manager.',
    lesson: 'lifetime', api: ['connection.Listener', 'connection.Client'], frames: { filter: 'kind:message', words: 'Messages of a program’s own connections' }, see: ['connection', 'address'],
  },
  {
    id: 'connection', term: 'connection', also: ['Connection', 'Pipe', 'socket'],
    text: 'A line between two processes over which frames go. Each new one begins with a handshake.',
    lesson: 'handshake', api: ['connection.Connection', 'connection.Pipe'], frames: { filter: 'connection:1', words: 'Frames of the first connection' }, see: ['handshake', 'bound-connection', 'control-connection'],
  },
  {
    id: 'frame', term: 'frame', also: ['message', 'packet', 'length'],
    text: 'One message on the wire: its length, then as many bytes. After the handshake the bytes are a pickle.',
    lesson: 'manager', api: ['protocol.encodeFrame', 'protocol.FrameDecoder', 'inspect.Frame'], frames: { filter: 'frame:1..', words: 'All frames' }, see: ['pickle', 'handshake'],
  },
  {
    id: 'handshake', term: 'handshake', also: ['authentication', 'mutual authentication'],
    text: 'Six frames at the start of each connection: the server asks and the client answers, then the other way round. Afterwards both know that the other holds the authkey.',
    lesson: 'handshake', api: ['connection.deliverChallenge', 'connection.answerChallenge'], frames: { filter: 'kind:handshake', words: 'Frames of handshakes' }, see: ['challenge', 'digest', 'welcome', 'failure'],
  },
  {
    id: 'challenge', term: 'challenge', also: ['#CHALLENGE#', 'deliver_challenge'],
    text: 'The question of a handshake: random bytes, other ones each time, so that an old answer is of no use.',
    lesson: 'handshake', api: ['connection.deliverChallenge', 'protocol.CHALLENGE'], frames: { filter: 'kind:challenge', words: 'Questions of handshakes' }, see: ['digest', 'handshake'],
  },
  {
    id: 'digest', term: 'digest', also: ['HMAC', 'MD5', 'SHA-256', 'answer_challenge'],
    text: 'A short print of the challenge, made with the authkey. Who has another key makes another digest, and nobody can read the key from it.',
    lesson: 'handshake', api: ['connection.answerChallenge', 'protocol.DIGEST_LENGTHS'], frames: { filter: 'kind:answer', words: 'Answers of handshakes' }, see: ['challenge', 'authkey'],
  },
  {
    id: 'welcome', term: '#WELCOME#', code: true,
    text: 'The digest was right. In one handshake it is said twice, once by each end.',
    lesson: 'handshake', api: ['protocol.WELCOME'], frames: { filter: 'kind:welcome', words: 'Handshakes that went well' }, see: ['handshake', 'failure'],
  },
  {
    id: 'failure', term: '#FAILURE#', code: true, also: ['AuthenticationError', 'digest sent was rejected', 'wrong key'],
    text: 'The digest was wrong: the other end has another key. It gets an `AuthenticationError`, and the connection is closed.',
    lesson: 'handshake', api: ['multiprocessing.AuthenticationError', 'protocol.FAILURE'], frames: { filter: 'kind:failure', words: 'Handshakes that failed' }, see: ['authkey', 'digest'],
  },
  {
    id: 'control-connection', term: 'control connection', also: ['one-shot request', 'unbound connection'],
    text: 'A connection for a single request to the server itself, such as `create` or `incref`. The server closes it after the answer; so one line of a program can cost three handshakes.',
    lesson: 'callable', taught: false, api: ['protocol.SERVER_FUNCTIONS', 'protocol.ServerFunction'],
    frames: { filter: 'kind:create,incref,decref,dummy,shutdown', words: 'Requests to the server itself, each on its own connection' }, see: ['bound-connection', 'dummy'],
  },
  {
    id: 'bound-connection', term: 'bound connection', also: ['accept_connection', 'method requests'],
    text: 'A connection that is kept for calls: `accept_connection` makes it one. From then on each request names an object and a method, until one end hangs up.',
    lesson: 'manager', taught: false, api: ['managers.BaseProxy#callMethod', 'protocol.SERVER_FUNCTIONS'], frames: { filter: 'kind:accept_connection', words: 'Connections that became lines for calls' }, see: ['control-connection', 'proxy'],
  },
  {
    id: 'accept-connection', term: 'accept_connection', code: true,
    text: 'The request that turns a new connection into one for calls. A client sends it before its first call, and then uses that line for all proxies of the server.',
    lesson: 'manager', taught: false, api: ['protocol.SERVER_FUNCTIONS'], frames: { filter: 'kind:accept_connection', words: 'Requests for a line for calls' }, see: ['bound-connection'],
  },
  {
    id: 'dummy', term: 'dummy', code: true,
    text: 'A request that does nothing. `connect()` sends one, to find out whether a server is there and has the same key.',
    lesson: 'three-ways', api: ['managers.BaseManager#connect'], frames: { filter: 'kind:dummy', words: 'Questions whether somebody is there' }, see: ['connect', 'control-connection'],
  },
  {
    id: 'create', term: 'create', code: true,
    text: 'Asks the server for an object of a typeid. The answer is the ident and the names that may be called, and the new object is already counted once.',
    lesson: 'callable', api: ['managers.BaseManager#create', 'protocol.SERVER_FUNCTIONS'], frames: { filter: 'kind:create', words: 'Requests to make an object' }, see: ['typeid', 'ident', 'incref'],
  },
  {
    id: 'ident', term: 'ident', also: ['id', 'object id'],
    text: 'The server’s name for one object, a text of hexadecimal digits. Once the object is gone, the same ident may be given to another.',
    lesson: 'callable', api: ['managers.Token#id', 'protocol.NO_OBJECT'], frames: { filter: 'kind:call', words: 'Requests that begin with the ident of an object' }, see: ['token', 'referent'],
  },
  {
    id: 'token', term: 'token', also: ['Token'],
    text: 'All that is needed to find an object: typeid, address of the server, ident. Whoever gets one, and has the key, can make a proxy from it.',
    lesson: 'nested', api: ['managers.Token', 'managers.BaseProxy#token'], frames: { filter: 'kind:#PROXY', words: 'Answers that consist of a token', unseen: true }, see: ['ident', 'proxy', 'proxy-reply'],
  },
  {
    id: 'return', term: '#RETURN', code: true,
    text: 'The call went well, and here is the result, as a copy. A method without a result answers with None.',
    lesson: 'exposed', api: ['protocol.REPLY_KINDS', 'managers.BaseProxy#callMethod'], frames: { filter: 'kind:#RETURN', words: 'Answers with a result' }, see: ['error-reply', 'proxy-reply', 'traceback-reply'],
  },
  {
    id: 'error-reply', term: '#ERROR', code: true,
    text: 'The method was called and raised an exception, and here it is. The caller gets the same class of exception, without the server’s traceback.',
    lesson: 'exposed', api: ['protocol.REPLY_KINDS', 'values.PythonError'], frames: { filter: 'kind:#ERROR', words: 'Methods that raised', unseen: true }, see: ['traceback-reply', 'remote-error'],
  },
  {
    id: 'proxy-reply', term: '#PROXY', code: true,
    text: 'The result stays in the server, and here is a token for it. The caller makes a proxy and is counted as a holder.',
    lesson: 'nested', taught: false, api: ['protocol.REPLY_KINDS', 'managers.RegisterOptions#methodToTypeid'], frames: { filter: 'kind:#PROXY', words: 'Answers that are references', unseen: true }, see: ['method-to-typeid', 'token'],
  },
  {
    id: 'traceback-reply', term: '#TRACEBACK', code: true, also: ['traceback', 'refused'],
    text: 'The server itself said no, or failed, and here are its words. The method was never called: the name is not exposed, the ident is unknown, the typeid is not registered.',
    lesson: 'exposed', api: ['managers.RemoteError', 'protocol.REPLY_KINDS'], frames: { filter: 'kind:#TRACEBACK', words: 'Refusals of the server' }, see: ['exposed', 'remote-error', 'error-reply'],
  },
  {
    id: 'unserializable', term: '#UNSERIALIZABLE', code: true,
    text: 'The method was called, but its result has no pickle and cannot be sent. What the method did is done.',
    lesson: 'proxy', api: ['protocol.REPLY_KINDS', 'pickle.PicklingError', 'managers.RemoteError'], frames: { filter: 'kind:#UNSERIALIZABLE', words: 'Results that could not be sent', unseen: true }, see: ['pickle', 'getvalue'],
  },
  {
    id: 'remote-error', term: 'RemoteError', code: true,
    text: 'What a caller gets for `#TRACEBACK` and `#UNSERIALIZABLE`. Its message is the server’s own text; the connection stays usable.',
    lesson: 'exposed', api: ['managers.RemoteError'], frames: { filter: 'kind:#TRACEBACK,#UNSERIALIZABLE', words: 'Answers that become a RemoteError' }, see: ['traceback-reply', 'unserializable'],
  },
  {
    id: 'refcount', term: 'refcount', also: ['reference count', 'holder'],
    text: 'How many holders the server counts for an object. At nought it lets the object go, even if a proxy for it is still on its way.',
    lesson: 'lifetime', api: ['managers.BaseManager#numberOfObjects', 'managers.BaseManager#debugInfo'], frames: { filter: 'kind:incref,decref', words: 'Changes of a refcount' }, see: ['incref', 'decref', 'number-of-objects'],
  },
  {
    id: 'incref', term: 'incref', code: true, also: ['_incref'],
    text: 'One holder more: a proxy was made, or has arrived in another process.',
    lesson: 'lifetime', api: ['managers.BaseProxy#incref'], frames: { filter: 'kind:incref', words: 'Holders that were counted' }, see: ['refcount', 'decref'],
  },
  {
    id: 'decref', term: 'decref', code: true, also: ['dispose', '_decref'],
    text: 'One holder less: a proxy was given up. The last one frees the object.',
    lesson: 'lifetime', api: ['managers.BaseProxy#dispose', 'managers.BaseProxy#await using'], frames: { filter: 'kind:decref', words: 'Holders that let go' }, see: ['refcount', 'incref'],
  },
  {
    id: 'number-of-objects', term: 'number_of_objects', code: true, also: ['numberOfObjects', 'debug_info', 'debugInfo'],
    text: 'Asks the server how many objects it holds; `debug_info` lists them with their refcounts. Good for finding what somebody forgot to let go.',
    lesson: 'lifetime', taught: false, api: ['managers.BaseManager#numberOfObjects', 'managers.BaseManager#debugInfo'],
    frames: { filter: 'kind:number_of_objects,debug_info', words: 'Questions about what the server holds', unseen: true }, see: ['refcount'],
  },
  {
    id: 'pickle', term: 'pickle', also: ['pickling', 'serialise', 'unpickling'],
    text: 'Python’s way to write a value as bytes. Everything that crosses is a pickle, and in Python loading one can run code: so load none from somebody you do not trust.',
    lesson: 'trust', api: ['pickle.dumps', 'pickle.loads', 'pickle.disassemble'], frames: { filter: 'bytes:>0 -kind:handshake', words: 'Frames that are pickles' }, see: ['copy', 'reduction', 'unserializable'],
  },
  {
    id: 'reduction', term: 'reduction', also: ['__reduce__', 'copyreg', 'registerReduction'],
    text: 'How an object that is no plain value gets into a pickle: as a function to call and its arguments. A proxy is reduced to `RebuildProxy` and its token.',
    lesson: 'trust', taught: false, api: ['pickle.registerReduction', 'pickle.Reduction', 'managers.RebuildProxy'],
    frames: { none: 'It is inside a frame’s bytes. Select a frame and look at its pickle: `REDUCE` is such a place.' }, see: ['pickle', 'token'],
  },
]
