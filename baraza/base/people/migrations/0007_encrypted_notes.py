from django.db import migrations
from psycopg import sql

import baraza.common.encrypted_fields
from baraza.common import keyring


def encrypt_what_is_there(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for name in ("people_personnote", "people_staffwarning"):
            table = sql.Identifier(name)
            cursor.execute(sql.SQL("SELECT id, text FROM {} WHERE text <> ''").format(table))
            for number, text in cursor.fetchall():
                cursor.execute(
                    sql.SQL("UPDATE {} SET text = %s WHERE id = %s").format(table),
                    [keyring.encrypt(text), number],
                )


class Migration(migrations.Migration):
    """What staff write about somebody's health, faith or danger is unreadable without the keys."""

    dependencies = [("people", "0006_brought_in")]

    operations = [
        migrations.AlterField(
            model_name="personnote",
            name="text",
            field=baraza.common.encrypted_fields.EncryptedTextField(verbose_name="note"),
        ),
        migrations.AlterField(
            model_name="staffwarning",
            name="text",
            field=baraza.common.encrypted_fields.EncryptedTextField(
                verbose_name="what staff must know"
            ),
        ),
        migrations.RunPython(encrypt_what_is_there, migrations.RunPython.noop),
    ]
