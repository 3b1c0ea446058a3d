#include "unit.h"

#include "base/err.h"
#include "db/pubkey.h"

#define ED "AAAAC3NzaC1lZDI1NTE5AAAAIJUs9DVMZaB/9rMzcRXvJPyBYyNEM9Wkh1uIk4XWQZ5z"

static void
a_line_of_openssh_is_read(void **state)
{
	struct pubkey key;

	(void)state;
	assert_int_equal(pubkey_read("  ssh-ed25519\t" ED " wang\x1b[2J lan\n", &key, NULL), 0);
	assert_string_equal(key.blob, ED);
	assert_string_equal(key.note, "wang[2Jlan");
	assert_string_equal(key.print, "SHA256:FSMVjKB1M2R55BaETTS6FEne2FphmH0GM7wo1e+jzCk");
	pubkey_release(&key);
}

static void
what_is_no_key_is_refused(void **state)
{
	static const char *const lines[] = {
		"", "ssh-ed25519", "ssh-ed25519 !", "ssh-ed25519 AAAA", ED,
		/* another name, cut off, too long, options before it, a curve missing */
		"ssh-rsa " ED, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJUs9DVM",
		"ssh-ed25519 " ED "AAAA", "command=\"x\" ssh-ed25519 " ED,
		"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=",
		"ssh-dss AAAAB3NzaC1kc3M=", "sk-ssh-ed25519@openssh.com " ED,
		/* RSA with a modulus of eight bits */
		"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAf8=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct pubkey key = {0};
		struct say why = {0};

		assert_int_equal(pubkey_read(lines[i], &key, &why), ERR_INPUT);
		assert_int_equal(why.id, T_PUBKEY_BAD);
		assert_null(key.blob);
		say_release(&why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_openssh_is_read),
		cmocka_unit_test(what_is_no_key_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
