"""What the SDK's types leave open: which fields Stripe always sends, and which of them are never null in our journey.

The SDK calls most response fields optional, so its types alone would let a look-alike drop `amount_total` unnoticed.
"""

ALWAYS_SENT: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "checkout.session": """
            adaptive_pricing after_expiration allow_promotion_codes amount_subtotal amount_total automatic_tax
            billing_address_collection cancel_url client_reference_id client_secret collected_information consent
            consent_collection created currency currency_conversion custom_fields custom_text customer customer_creation
            customer_details customer_email discounts expires_at id invoice invoice_creation livemode locale metadata
            mode object origin_context payment_intent payment_link payment_method_collection
            payment_method_configuration_details payment_method_options payment_method_types payment_status permissions
            phone_number_collection recovered_from saved_payment_method_options setup_intent shipping_address_collection
            shipping_cost shipping_options status submit_type subscription success_url total_details ui_mode url
            wallet_options""",
        "payment_intent": """
            amount amount_capturable amount_received application application_fee_amount automatic_payment_methods
            canceled_at cancellation_reason capture_method client_secret confirmation_method created currency customer
            description id last_payment_error latest_charge livemode metadata next_action object on_behalf_of
            payment_method payment_method_configuration_details payment_method_options payment_method_types processing
            receipt_email review setup_future_usage shipping source statement_descriptor statement_descriptor_suffix
            status transfer_data transfer_group""",
        "charge": """
            amount amount_captured amount_refunded application application_fee application_fee_amount
            balance_transaction billing_details calculated_statement_descriptor captured created currency customer
            description disputed failure_balance_transaction failure_code failure_message fraud_details id livemode
            metadata object on_behalf_of outcome paid payment_intent payment_method payment_method_details receipt_email
            receipt_number receipt_url refunded review shipping source_transfer statement_descriptor
            statement_descriptor_suffix status transfer_data transfer_group""",
        "refund": """
            amount balance_transaction charge created currency destination_details id metadata object payment_intent
            reason receipt_number source_transfer_reversal status transfer_reversal""",
        "event": "api_version created data id livemode object pending_webhooks request type",
        "item": """
            amount_discount amount_subtotal amount_tax amount_total currency description id object price quantity""",
        "price": """
            active billing_scheme created currency custom_unit_amount id livemode lookup_key metadata nickname object
            product recurring tax_behavior tiers_mode transform_quantity type unit_amount unit_amount_decimal""",
        "product": "active created description id images livemode metadata name object type updated",
        "customer": """
            address balance created currency default_source delinquent description email id invoice_prefix
            invoice_settings livemode metadata name object phone preferred_locales shipping tax_exempt test_clock""",
        "list": "data has_more object url",
    }.items()
}

NEVER_NULL: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "checkout.session": """
            amount_subtotal amount_total currency customer_creation metadata payment_method_collection
            payment_method_options phone_number_collection status success_url total_details ui_mode""",
        "payment_intent": "client_secret payment_method_options",
        "charge": "payment_intent payment_method payment_method_details outcome",
        "refund": "charge metadata payment_intent status destination_details",
        "event": "api_version request",
        "item": "description price quantity",
        "price": "unit_amount",
        "product": "",
        "customer": "metadata invoice_settings",
        "list": "",
    }.items()
}

OPEN_VALUES = frozenset(  # the SDK types these as plain text; Stripe's reference lists the values
    {
        ("refund", "status", "pending"),
        ("refund", "status", "requires_action"),
        ("refund", "status", "succeeded"),
        ("refund", "status", "failed"),
        ("refund", "status", "canceled"),
        ("list", "object", "list"),
    }
)
