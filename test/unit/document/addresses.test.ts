import { describe, expect, it } from "vitest";
import { isLiteralHost, isPrivateAddress } from "../../../src/document/remote/addresses.js";

describe("addresses of hosts", () => {
  it.each([
    ...["10.1.2.3", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0"],
    ...["224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1"],
    ...["::ffff:a00:1", "64:ff9b::a00:1", "2002:a00:1::", "no address"],
  ])("%s is private", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["8.8.8.8", "172.32.0.1", "192.0.2.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "%s is public",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it("are known to who writes them, where they are no names", () => {
    expect(["127.0.0.1", "[::1]", "localhost", "a.localhost"].every(isLiteralHost)).toBe(true);
    expect(["localhost.example.com", "127.0.0.1.example.com"].some(isLiteralHost)).toBe(false);
  });
});
