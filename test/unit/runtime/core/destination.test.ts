import { describe, expect, it } from "vitest";
import { destination, isPrivateAddress } from "../../../../src/runtime/core/outgoing/destination.js";

describe("a destination", () => {
  it.each(["8.8.8.8", "1.1.1.1", "223.255.255.254", "2620:4f:8000::1", "2a00:1450:4001::1"])(
    "may be public: %s",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it.each([
    ...["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "0"],
    ...[
      "10.0.0.1",
      "100.64.0.1",
      "169.254.169.254",
      "172.31.0.1",
      "192.168.1.1",
      "224.0.0.1",
      "255.255.255.255",
    ],
    ...["[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::ffff:8.8.8.8]"],
    ...[
      "[::ffff:0:127.0.0.1]",
      "[64:ff9b::7f00:1]",
      "[64:ff9b:1::7f00:1]",
      "[2002:7f00:1::]",
      "[2001:0:1::1]",
    ],
    ...["[fe80::1]", "[fec0::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[4000::1]"],
  ])("is never private, however it is spelled: %s", (host) => {
    expect(() => destination(`https://${host}/`, {})).toThrow("a private address");
    expect(destination(`https://${host}/`, { allowPrivate: true }).protocol).toBe("https:");
  });
});
