/** Names of properties as words. What they hold is worth protecting wherever it stands. */

const passwords = [
  ...["password", "passwd", "passphrase", "new password", "old password", "current password"],
  ...["password confirmation", "confirm password", "repeat password", "password hash", "hashed password"],
  ...["private key", "client secret", "api secret", "secret key", "otp secret", "totp secret", "mfa secret"],
];

const personal = [
  ...["email", "email address", "phone", "phone number", "mobile", "mobile number", "telephone"],
  ...["ssn", "social security number", "national id", "national insurance number", "nhs number"],
  ...["passport number", "driver license", "drivers license number", "tax id", "vat number"],
  ...["date of birth", "birth date", "birthday", "birthdate", "dob", "gender", "ethnicity", "religion"],
  ...["first name", "last name", "full name", "given name", "family name", "maiden name", "surname"],
  ...["street", "street address", "address line1", "address line2", "postal code", "postcode", "zip code"],
  ...["ip address", "latitude", "longitude"],
];

const payment = [
  ...["card number", "credit card number", "pan", "iban", "bic", "bank account number", "routing number"],
  ...["sort code", "cvv", "cvc", "cvv2", "card security code", "expiry month", "expiry year"],
];

export const sensitiveNames: ReadonlyMap<string, "credential" | "personal" | "payment"> = new Map([
  ...passwords.map((name) => [name, "credential"] as const),
  ...personal.map((name) => [name, "personal"] as const),
  ...payment.map((name) => [name, "payment"] as const),
]);
