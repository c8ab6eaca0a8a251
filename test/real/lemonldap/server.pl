# LemonLDAP::NG's portal behind the plain server of Plack, on the port given; says when it answers.
use strict;
use warnings;
use HTTP::Server::PSGI;
use Lemonldap::NG::Portal::Main;

my ($port) = @ARGV;
my $portal = Lemonldap::NG::Portal::Main->run( {} );
$| = 1;
HTTP::Server::PSGI->new(
    host         => '127.0.0.1',
    port         => $port,
    server_ready => sub { print "ready\n" },
)->run($portal);
