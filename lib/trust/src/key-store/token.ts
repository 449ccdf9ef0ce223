import { createRequire } from 'node:module';
import { ConsiliumError, type SecureRandom } from '@consilium/core';
import type { AesGCM, Mechanism } from 'pkcs11js';
import { readOwnerOnlyFile } from '../owner-only-file.ts';
import { NONCE_BYTES, TAG_BYTES } from '../sealed-format.ts';
import type { TokenAddress } from './token-uri.ts';

/** An add-on in C++, which few need: loaded where a token is named, and nowhere else. */
type Pkcs11 = typeof import('pkcs11js');
type Cryptoki = InstanceType<Pkcs11['PKCS11']>;
type Handle = Buffer;

const KEY_BYTES = 32;
/** Room for what a token may add to a wrapped key. */
const ROOM_BYTES = 256;

/** A session in a token in which the PIN was said. */
interface Session {
  readonly pkcs11: Pkcs11;
  readonly cryptoki: Cryptoki;
  readonly session: Handle;
}

/**
 * Encrypts a data key in a token, by AES-256-GCM with a key that never leaves it (PKCS#11 v2.40 mechanisms, section 2.12); makes that key where none has the name.
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG` for the PIN, `KEY_INVALID` for a key that could leave the token
 */
export function wrapInToken(
  address: TokenAddress,
  dataKey: Uint8Array,
  purpose: string,
  random: SecureRandom,
): { readonly nonce: Buffer; readonly key: Buffer } {
  return inToken(address, (session) => {
    const key = findKey(session, address) ?? makeKey(session, address);
    const nonce = Buffer.alloc(NONCE_BYTES);
    random.fill(nonce);
    const { cryptoki } = session;
    cryptoki.C_EncryptInit(session.session, gcm(session, nonce, purpose), key);
    const wrapped = cryptoki.C_Encrypt(session.session, Buffer.from(dataKey), Buffer.alloc(dataKey.length + ROOM_BYTES));
    return { nonce, key: Buffer.from(wrapped) };
  });
}

/** Has the token decrypt a data key. @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `KEY_INVALID` */
export function unwrapInToken(address: TokenAddress, nonce: Buffer, wrapped: Buffer, purpose: string): Buffer {
  return inToken(address, (session) => {
    const key = findKey(session, address);
    if (key === undefined) throw unavailable(address, `holds no key with the label ${JSON.stringify(address.object)}`);
    const { cryptoki, pkcs11 } = session;
    cryptoki.C_DecryptInit(session.session, gcm(session, nonce, purpose), key);
    try {
      return Buffer.from(cryptoki.C_Decrypt(session.session, wrapped, Buffer.alloc(wrapped.length + ROOM_BYTES)));
    } catch (error) {
      // A token that is taken out says so; what is left is a tag that does not fit, for which makers have several words.
      if (!(error instanceof pkcs11.Pkcs11Error) || /DEVICE|TOKEN|SESSION|CRYPTOKI|HOST|LOGGED/.test(error.message)) throw error;
      throw new ConsiliumError({
        code: 'KEY_STORE_WRONG',
        message: `the key ${JSON.stringify(address.object)} of the token ${JSON.stringify(address.token)} is not the one that this was sealed with (${error.message})`,
        cause: error,
      });
    }
  });
}

function gcm({ pkcs11 }: Session, iv: Buffer, purpose: string): Mechanism {
  const aad = Buffer.from(purpose, 'utf8');
  const parameter: AesGCM = { type: pkcs11.CK_PARAMS_AES_GCM_v240, iv, aad, ivBits: 8 * iv.length, tagBits: 8 * TAG_BYTES };
  return { mechanism: pkcs11.CKM_AES_GCM, parameter };
}

/** The only key of the name; `undefined` where there is none. @throws ConsiliumError `KEY_INVALID` for one that could leave the token */
function findKey({ pkcs11, cryptoki, session }: Session, { object, token }: TokenAddress): Handle | undefined {
  cryptoki.C_FindObjectsInit(session, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
    { type: pkcs11.CKA_LABEL, value: object },
  ]);
  const found = cryptoki.C_FindObjects(session, 2);
  cryptoki.C_FindObjectsFinal(session);
  const [key] = found;
  if (key === undefined) return undefined;
  const refuse = (why: string): never => {
    const advice = 'Name another object: where the token has none of that name, a fit one is made.';
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `the key ${JSON.stringify(object)} of the token ${JSON.stringify(token)} ${why}`,
      advice,
    });
  };
  if (found.length > 1) refuse('is there more than once');
  const asked = [pkcs11.CKA_KEY_TYPE, pkcs11.CKA_SENSITIVE, pkcs11.CKA_EXTRACTABLE].map((type) => ({ type }));
  const [kind, sensitive, extractable] = cryptoki
    .C_GetAttributeValue(session, key, asked)
    .map(({ value }) => Buffer.from(value as Buffer));
  if (kind?.readUInt8(0) !== pkcs11.CKK_AES) refuse('is not of AES');
  if (sensitive?.readUInt8(0) !== 1 || extractable?.readUInt8(0) !== 0) refuse('could be read out of it');
  return key;
}

function makeKey({ pkcs11, cryptoki, session }: Session, { object }: TokenAddress): Handle {
  const yes = [pkcs11.CKA_TOKEN, pkcs11.CKA_PRIVATE, pkcs11.CKA_SENSITIVE, pkcs11.CKA_ENCRYPT, pkcs11.CKA_DECRYPT];
  const no = [pkcs11.CKA_EXTRACTABLE, pkcs11.CKA_MODIFIABLE];
  return cryptoki.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
    { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
    { type: pkcs11.CKA_LABEL, value: object },
    { type: pkcs11.CKA_VALUE_LEN, value: KEY_BYTES },
    ...yes.map((type) => ({ type, value: true })),
    ...no.map((type) => ({ type, value: false })),
  ]);
}

/** Does something in a token, and leaves it as it was found: logged out. */
function inToken<T>(address: TokenAddress, work: (session: Session) => T): T {
  const pin = pinOf(address);
  const pkcs11 = addOn();
  const cryptoki = new pkcs11.PKCS11();
  try {
    cryptoki.load(address.modulePath);
  } catch (error) {
    throw unavailable(address, `cannot be reached: ${address.modulePath} cannot be loaded (${textOf(error)})`, error);
  }
  try {
    cryptoki.C_Initialize();
    try {
      const slot = slotOf(cryptoki, address);
      const session = cryptoki.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
      logIn(pkcs11, cryptoki, session, address, pin);
      return work({ pkcs11, cryptoki, session });
    } finally {
      // Ends its sessions too.
      cryptoki.C_Finalize();
    }
  } catch (error) {
    if (error instanceof ConsiliumError) throw error;
    throw unavailable(address, `does not do what it is asked: ${textOf(error)}`, error);
  } finally {
    cryptoki.close();
  }
}

/** Once: a token counts wrong PINs and locks itself. */
function logIn(pkcs11: Pkcs11, cryptoki: Cryptoki, session: Handle, address: TokenAddress, pin: string): void {
  try {
    cryptoki.C_Login(session, pkcs11.CKU_USER, pin);
  } catch (error) {
    if (!/CKR_PIN/.test(textOf(error))) throw error;
    throw new ConsiliumError({
      code: 'KEY_STORE_WRONG',
      message: `the token ${JSON.stringify(address.token)} does not take the PIN in ${address.pinSource} (${textOf(error)})`,
      advice:
        'Correct the file before anything is tried again: a token locks itself after a few wrong PINs. Nothing was changed.',
      cause: error,
    });
  }
}

function slotOf(cryptoki: Cryptoki, address: TokenAddress): Handle {
  const named = cryptoki.C_GetSlotList(true).filter((slot) => {
    const { label, serialNumber } = cryptoki.C_GetTokenInfo(slot);
    return label.trim() === address.token && (address.serial === undefined || serialNumber.trim() === address.serial);
  });
  const [slot] = named;
  if (slot === undefined) throw unavailable(address, 'is not there');
  if (named.length > 1) throw unavailable(address, 'is there more than once: name its serial too');
  return slot;
}

function pinOf(address: TokenAddress): string {
  const content = readOwnerOnlyFile(address.pinSource);
  if (content === undefined)
    throw unavailable(address, `cannot be opened: there is no file with its PIN at ${address.pinSource}`);
  return content.toString('utf8').replace(/\r?\n$/, '');
}

function addOn(): Pkcs11 {
  try {
    return createRequire(import.meta.url)('pkcs11js') as Pkcs11;
  } catch (error) {
    throw new ConsiliumError({
      code: 'KEY_STORE_UNAVAILABLE',
      message: 'tokens cannot be reached: the add-on pkcs11js is not installed or not compiled here',
      advice:
        'The packages of this project have it. In a clone: npm rebuild pkcs11js --ignore-scripts=false, with a C++ compiler, make and Python 3.',
      cause: error,
    });
  }
}

function unavailable({ token }: TokenAddress, what: string, cause?: unknown): ConsiliumError<'KEY_STORE_UNAVAILABLE'> {
  return new ConsiliumError({ code: 'KEY_STORE_UNAVAILABLE', message: `the token ${JSON.stringify(token)} ${what}`, cause });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
