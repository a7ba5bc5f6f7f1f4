import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key and a certificate for `localhost` that nobody has vouched for, made on the spot (X.509 v1, RFC 5280 §4.1). */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = certificateOf(publicKey, privateKey).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

const SEQUENCE = 0x30;
const SET = 0x31;
/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
const ALGORITHM = der(SEQUENCE, Buffer.from("06082a8648ce3d040302", "hex"));
const COMMON_NAME = Buffer.from("0603550403", "hex");

function certificateOf(publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from("localhost")))));
  const validity = der(SEQUENCE, der(0x17, Buffer.from("200101000000Z")), der(0x18, Buffer.from("21200101000000Z")));
  const publicInfo = publicKey.export({ type: "spki", format: "der" });
  const signed = der(SEQUENCE, der(0x02, Buffer.from([1])), ALGORITHM, name, validity, name, publicInfo);
  const signature = sign("sha256", signed, privateKey);
  return der(SEQUENCE, signed, ALGORITHM, der(0x03, Buffer.from([0]), signature));
}

/** One value in ASN.1's distinguished encoding. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
