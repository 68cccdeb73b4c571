/** Words that are out, and what is said instead. CONTRIBUTING.md has the glossary that people read. */
export interface GlossaryEntry {
  /** Lower-case words or phrases, a regular expression without anchors. Identifiers are compared word by word: `lifeMs` is "life ms". */
  readonly words: string;
  readonly instead: string;
  /** `names`: identifiers only; `whole names`: only if the identifier has no other word. Default: identifiers, comments and strings. */
  readonly in?: 'names' | 'whole names';
  /** Files concerned. Default: all. */
  readonly files?: RegExp;
  /** Phrases around the word in which it is the field's own. */
  readonly except?: RegExp;
}

export const GLOSSARY: readonly GlossaryEntry[] = [
  // The token
  {
    words: 'flights?|fly|flies|flown|take off|landed|on the ground|flight over',
    instead: 'token fetch, refresh, inFlight',
    except: /in flight/,
  },
  { words: 'patience|patiently', instead: 'deadline, timeout, cooldown' },
  { words: 'setbacks?', instead: 'lastFailure' },
  { words: 'binds', instead: 'failFast', files: /^lib\/token\// },
  {
    words: 'refusals?|refuse[sd]?|refusing',
    instead: 'credentials rejected, token rejected, replay skipped, failed fast, blocked until',
    except: /connections? (is |was |are )?refused|refused connections?/,
  },
  { words: 'asked|mishaps?', instead: 'response, TokenResponse', in: 'names' },
  // Redis' own word for what a command returns.
  { words: 'reply|replies|replied', instead: 'response, TokenResponse', in: 'names', files: /^(?!lib\/redis\/)/ },
  {
    words: 'answer(s|ed|ing)?',
    instead: 'response, responds, returns',
    in: 'names',
  },
  { words: 'ask(s|ed|ing)? for (a|the|another|new|one) (new )?tokens?', instead: 'requests a token' },
  { words: 'held token', instead: 'CachedToken' },
  { words: 'is better', instead: 'isNewer', in: 'whole names' },
  { words: 'usable|decide', instead: 'getUnexpired, decideRefresh', in: 'whole names', files: /^lib\/token\// },
  { words: 'life|lives', instead: 'lifetime' },
  { words: 'ends at|ends', instead: 'expiresAt', in: 'whole names' },
  { words: 'tokens? (that )?ends?', instead: 'token expires' },
  // Store and accounts
  { words: 'vaults?', instead: 'TokenCipher' },
  { words: 'seal(s|ed|ing)?', instead: 'encrypt', except: /^seal$/ },
  { words: 'open(s|ed)?', instead: 'decrypt', in: 'whole names', files: /^lib\/store\// },
  { words: 'shelf|shelves', instead: 'TokenRepository, AccountCache' },
  { words: 'kept alive', instead: 'renewLease', in: 'names' },
  { words: 'places?', instead: 'store keys', in: 'names', files: /^lib\/store\// },
  { words: 'fences?', instead: 'ownerId' },
  // HTTP
  { words: 'carriers?', instead: 'RetryableRequest' },
  { words: 'errands?', instead: 'RequestContext' },
  { words: 'ending', instead: 'RetryResult', in: 'whole names' },
  { words: 'hopeless', instead: 'skip reason' },
  { words: 'cure[sd]?|curing', instead: 'retry with a new token' },
  { words: 'as it is', instead: 'passThrough', in: 'names' },
  { words: 'is for', instead: 'shouldAuthorize', in: 'whole names', files: /^lib\/http\// },
  { words: 'carries token', instead: 'tokenSent', in: 'names' },
  { words: 'landings?', instead: 'response URL' },
  { words: 'set aside', instead: 'drain body' },
  { words: 'scrub(s|bed|bing)?|conceal(s|ed|ing)?', instead: 'redact' },
  { words: 'hidden', instead: 'redact, [redacted]', files: /^(lib|sandbox)\// },
  // Sandbox and testing
  { words: 'front desk', instead: 'RequestHandler' },
  { words: 'mint(s|ed)?', instead: 'TokenIssuer, issue' },
  { words: 'alive', instead: 'active', in: 'names', except: /keep alive/ },
  // Types such as `RequestHandlerParts`; the parts of a multipart body and of a document are the field's own.
  { words: 'parts', instead: 'dependencies', in: 'names', files: /^sandbox\//, except: /^(?!([A-Z]\w*)?Parts$)/ },
  { words: 'scripted', instead: 'fake', files: /^lib\/testing\// },
  // The doctor
  { words: 'patients?', instead: 'CheckContext' },
  { words: 'examine[sd]?', instead: 'runChecks' },
  { words: 'judge[sd]?', instead: 'check' },
  { words: 'suspicions?', instead: 'looks swapped' },
  { words: 'stray', instead: 'not a token endpoint' },
  { words: 'troubles?', instead: 'network error' },
  { words: 'ways?', instead: 'route', in: 'whole names', files: /^lib\// },
  { words: 'quietly', instead: 'safely' },
  { words: 'noted', instead: 'onStoreResult', in: 'names' },
  { words: 'complain(s|ed)?', instead: 'printUsageError' },
  { words: 'shown', instead: 'displayName', in: 'whole names' },
  { words: 'nearest', instead: 'suggest', in: 'names' },
  { words: 'faults?', instead: 'unexpected error', files: /^lib\// },
  { words: 'given', instead: 'omitUndefined', in: 'whole names', files: /^lib\/(options|accounts)\// },
  // undici
  { words: 'exchanges?', instead: 'DispatchHandler', files: /^lib\/undici\// },
  { words: 'deliver(s|ed)?', instead: 'toAxiosResponse', files: /^lib\/undici\// },
  { words: 'gathered', instead: 'readAll', in: 'names' },
  { words: 'carry', instead: 'sendRequest', in: 'names' },
  { words: 'odd', instead: 'invalid', in: 'names' },
  { words: 'relax(es|ed)?', instead: 'clear', in: 'names' },
  // Everywhere
  { words: '(most|longest|largest|shortest) .+', instead: 'MAX_, MIN_', in: 'whole names', except: /^(?!.*_)/ },
  { words: 'rooms?|doors?|houses?', instead: 'layer, entry point, architecture' },
  { words: 'happenings?', instead: 'timeline event', files: /^sample-app\// },
  { words: 'tall(y|ies)', instead: 'counts', files: /^sample-app\// },
  { words: 'switches', instead: 'sandbox controls', in: 'names', files: /^sample-app\// },
  { words: 'whoever|nobody|lest|for ever|be it', instead: 'plain English: the subject and an active verb' },
];

/** Names that end in `Of` and are not ours to choose. */
export const ALLOWED_OF_NAMES: ReadonlySet<string> = new Set(['valueOf', 'indexOf', 'lastIndexOf']);

/** File names that are out. */
export const FILE_NAMES: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /(^|\/)words\.ts$/, instead: 'format.ts' },
];
