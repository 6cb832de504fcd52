import type { FamilyId } from '../../formats/family.ts';
import type { Encoder, EncoderContext } from './encoder.ts';
import { HttpProxyEncoder } from './http-proxy.ts';
import { MapiAddressBookEncoder } from './mapi-address-book.ts';
import { MapiClientAccessEncoder } from './mapi-client-access.ts';
import { MapiHttpEncoder } from './mapi-http.ts';

/** One encoder a family. */
export function makeEncoders(context: EncoderContext): Record<FamilyId, Encoder> {
  return {
    http_proxy: new HttpProxyEncoder(context),
    mapi_http: new MapiHttpEncoder(context),
    mapi_client_access: new MapiClientAccessEncoder(context),
    mapi_address_book: new MapiAddressBookEncoder(context),
  };
}
